import { makeStyles, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

const useStyles = makeStyles({
  facts: {
    display: 'grid',
    gridTemplateColumns: 'minmax(110px, 160px) minmax(0, 1fr)',
    rowGap: '8px',
    columnGap: '12px',
    margin: 0,
    '@media (max-width: 480px)': { gridTemplateColumns: '1fr', rowGap: '2px' },
  },
  name: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere', '@media (max-width: 480px)': { marginBottom: '8px' } },
  none: { color: tokens.colorNeutralForeground2 },
})

/** Names and values, one below the other. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt className={styles.name}>{name}</dt>
          <dd className={styles.value}>{value ?? <span className={styles.none}>{t('shell.none')}</span>}</dd>
        </div>
      ))}
    </dl>
  )
}
