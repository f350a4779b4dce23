import { Button, makeStyles } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Batch, BatchDecision } from '../../api/generated/operations.ts'
import { Confirm } from '../../parts/confirm.tsx'
import type { Selection } from '../../parts/list/selection.ts'
import { useNotify } from '../../parts/notify.ts'
import { useTenantId } from '../../session/session.ts'

interface AnswerBarProps {
  readonly batch: Batch
  readonly selection: Selection
  readonly partner: string
}

const useStyles = makeStyles({ bar: { display: 'flex', flexWrap: 'wrap', gap: '8px', alignItems: 'center' } })

/** Devices that one answer can name. */
const most = 1000

/** Accepts or refuses what waits of a batch: all of it, or the devices that are chosen. */
export function AnswerBar({ batch, selection, partner }: AnswerBarProps) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const tenantId = useTenantId()
  const client = useQueryClient()
  const notify = useNotify()
  const [answer, setAnswer] = useState<BatchDecision['answer']>()
  const chosen = selection.ids.size
  const count = chosen === 0 ? batch.counts.held : chosen
  const shown = count.toLocaleString(i18n.language)
  const send = async (reason: string | undefined) => {
    const body = {
      answer: answer as BatchDecision['answer'],
      ...(chosen > 0 && { positions: [...selection.ids].map(Number) }),
      ...(reason !== undefined && { reason }),
    }
    await call('POST /api/v1/tenants/{tenantId}/batches/{batchId}/answer', {
      path: { tenantId, batchId: batch.id },
      body,
    })
    selection.clear()
    notify(t(`waiting.done.${answer}`))
    await client.invalidateQueries()
  }
  if (chosen > most) return <span role="status">{t('waiting.tooMany', { count: most })}</span>
  return (
    <div className={styles.bar}>
      <Button appearance="primary" onClick={() => setAnswer('accepted')}>
        {t(chosen === 0 ? 'waiting.acceptAll' : 'waiting.accept', { count, shown })}
      </Button>
      <Button onClick={() => setAnswer('refused')}>
        {t(chosen === 0 ? 'waiting.refuseAll' : 'waiting.refuse', { count, shown })}
      </Button>
      {answer && (
        <Confirm
          title={t(`waiting.titles.${answer}`, { count, shown, name: partner })}
          deed={t(`waiting.deeds.${answer}`)}
          askReason
          reasonHint={t('waiting.reasonHint')}
          onConfirm={send}
          onClose={() => setAnswer(undefined)}
        >
          {t(`waiting.texts.${answer}`)}
        </Confirm>
      )}
    </div>
  )
}
