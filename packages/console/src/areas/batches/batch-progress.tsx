import { MessageBar, MessageBarBody, makeStyles, ProgressBar, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Batch } from '../../api/generated/operations.ts'
import { Time } from '../../parts/time.tsx'
import { isMoving } from './batch-state.tsx'

const useStyles = makeStyles({
  counts: { display: 'flex', flexWrap: 'wrap', gap: '24px' },
  count: { display: 'flex', flexDirection: 'column' },
  number: { fontSize: '20px', fontWeight: 600 },
  name: { color: tokens.colorNeutralForeground2, fontSize: '12px' },
  notes: { display: 'grid', gap: '8px' },
})

const counted = ['total', 'registered', 'alreadyRegistered', 'held', 'rejected'] as const

/** For whom the devices of a batch wait, and what was answered. */
export function BatchNotes({ batch, customer }: { readonly batch: Batch; readonly customer: string }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { counts, awaitingAcceptance = 0, answer, problem, dryRun } = batch
  const consent = counts.held - awaitingAcceptance
  const notes = [
    dryRun && t('batches.dryRun'),
    batch.state === 'held' &&
      awaitingAcceptance > 0 &&
      t('batches.awaitsAcceptance', { count: awaitingAcceptance, name: customer }),
    batch.state === 'held' && consent > 0 && t('batches.awaitsConsent', { count: consent, name: customer }),
    answer && t(`batches.answers.${answer.answer}`, { name: customer }) + (answer.reason ? ` “${answer.reason}”` : ''),
  ].filter(note => typeof note === 'string')
  return (
    <div className={styles.notes}>
      {notes.map(note => (
        <MessageBar key={note} layout="multiline">
          <MessageBarBody>{note}</MessageBarBody>
        </MessageBar>
      ))}
      {problem !== undefined && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            {t('batches.problem')} <span lang="en">{problem}</span>
          </MessageBarBody>
        </MessageBar>
      )}
    </div>
  )
}

/** How far a batch is, and what it comes to. */
export function BatchProgress({ batch }: { readonly batch: Batch }) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const { counts, state } = batch
  const decided = counts.registered + counts.alreadyRegistered + counts.held + counts.rejected
  return (
    <div>
      <div className={styles.counts} aria-live="polite">
        {counted.map(name => (
          <div key={name} className={styles.count}>
            <span className={styles.number}>{counts[name].toLocaleString(i18n.language)}</span>
            <span className={styles.name}>{t(`batches.counts.${name}`)}</span>
          </div>
        ))}
        <div className={styles.count}>
          <span className={styles.number}>
            <Time at={batch.finishedAt ?? batch.heldAt ?? batch.createdAt} />
          </span>
          <span className={styles.name}>
            {t(batch.finishedAt ? 'batches.finishedAt' : batch.heldAt ? 'batches.heldAt' : 'batches.createdAt')}
          </span>
        </div>
      </div>
      {isMoving(batch) && (
        <ProgressBar
          aria-label={t(`batches.states.${state}`)}
          thickness="large"
          {...(counts.total > 0 && state === 'processing' && { value: decided / Math.max(decided, counts.total) })}
        />
      )}
    </div>
  )
}
