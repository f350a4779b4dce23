import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { Time } from './time.tsx'

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground2, fontSize: '12px' } })

/** How old figures are. */
export function Measured({ at }: { readonly at: string }) {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <span className={styles.quiet}>
      {t('operation.measured')} <Time at={at} kind="ago" />
    </span>
  )
}
