import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { CopyIcon } from '../../parts/icons.ts'
import { useNotify } from '../../parts/notify.ts'

interface ListedSerialsProps {
  readonly serials: readonly string[]
  /** Undefined while it is looked for them. */
  readonly notFound: readonly string[] | undefined
  readonly onClear: () => void
}

const useStyles = makeStyles({
  notice: { flexShrink: 0 },
  missing: { maxHeight: '72px', overflowY: 'auto', overflowWrap: 'anywhere' },
})

/** How many of the pasted serial numbers were found, and which were not. */
export function ListedSerials({ serials, notFound, onClear }: ListedSerialsProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const notify = useNotify()
  const missing = notFound ?? []
  const copy = async () => {
    await navigator.clipboard.writeText(missing.join('\n'))
    notify(t('shell.copied'))
  }
  return (
    <MessageBar intent={missing.length > 0 ? 'warning' : 'info'} layout="multiline" className={styles.notice}>
      <MessageBarBody>
        <MessageBarTitle>
          {notFound
            ? t('devices.listFound', { found: serials.length - missing.length, count: serials.length })
            : t('shell.loading')}
        </MessageBarTitle>
        {missing.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach it
          <section className={styles.missing} aria-label={t('devices.missing')} tabIndex={0}>
            {t('devices.missing')}: {missing.join(', ')}
          </section>
        )}
      </MessageBarBody>
      <MessageBarActions>
        {missing.length > 0 && (
          <Button size="small" icon={<CopyIcon />} onClick={() => void copy()}>
            {t('devices.copyMissing')}
          </Button>
        )}
        <Button size="small" onClick={onClear}>
          {t('devices.clearList')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}
