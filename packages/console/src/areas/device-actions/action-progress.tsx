import { makeStyles, ProgressBar, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { DeviceAction } from '../../api/generated/operations.ts'
import { Time } from '../../parts/time.tsx'

const useStyles = makeStyles({
  counts: { display: 'flex', flexWrap: 'wrap', gap: '24px' },
  count: { display: 'flex', flexDirection: 'column' },
  number: { fontSize: '20px', fontWeight: 600 },
  name: { color: tokens.colorNeutralForeground2, fontSize: '12px' },
  change: { color: tokens.colorNeutralForeground2 },
})

/** How far it is, and what it comes to. */
export function ActionProgress({ action }: { readonly action: DeviceAction }) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const { counts, state } = action
  const worked = counts.done + counts.failed
  const moving = ['receiving', 'resolving', 'queued', 'running'].includes(state)
  const names = ['running', 'finished', 'queued'].includes(state)
    ? (['done', 'failed', 'unchanged', 'refused'] as const)
    : (['ready', 'unchanged', 'refused'] as const)
  const changes = Object.entries(action.change ?? {}).map(
    ([name, value]) => `${t(`devices.${name}`)}: ${value ?? t('shell.none')}`,
  )
  return (
    <div>
      {changes.length > 0 && <p className={styles.change}>{changes.join(' · ')}</p>}
      <div className={styles.counts} aria-live="polite">
        {names.map(name => (
          <div key={name} className={styles.count}>
            <span className={styles.number}>{counts[name].toLocaleString(i18n.language)}</span>
            <span className={styles.name}>{t(`actions.rowStates.${name}`)}</span>
          </div>
        ))}
        <div className={styles.count}>
          <span className={styles.number}>
            <Time at={action.finishedAt ?? action.requestedAt} />
          </span>
          <span className={styles.name}>{t(action.finishedAt ? 'actions.finishedAt' : 'actions.requestedAt')}</span>
        </div>
      </div>
      {moving && (
        <ProgressBar
          aria-label={t(`actions.states.${state}`)}
          thickness="large"
          {...(state === 'running' && counts.ready > 0 && { value: worked / Math.max(counts.ready, worked) })}
        />
      )}
    </div>
  )
}
