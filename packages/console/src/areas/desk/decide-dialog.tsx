import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  makeStyles,
  Textarea,
} from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { DeskDecisionAnswer, DeskRequest } from '../../api/generated/operations.ts'
import { Fault } from '../../parts/fault.tsx'
import { useNotify } from '../../parts/notify.ts'
import { WhyNot } from '../../parts/why-not.tsx'

const one = '/api/v1/partners/{partnerId}/desk-requests/{deskRequestId}'

interface DecideDialogProps {
  readonly request: DeskRequest
  readonly approve: boolean
  readonly count: number
  /** Undefined: all that are not decided. */
  readonly serialNumbers: readonly string[] | undefined
  readonly onDecided: () => void
  readonly onClose: () => void
}

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: '14px' },
  list: { margin: 0, paddingLeft: '18px', maxHeight: '40vh', overflowY: 'auto' },
})

/** Serial numbers of all devices that are not decided. */
async function undecided(path: { partnerId: string; deskRequestId: string }): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const query = { state: 'pending' as const, limit: 1000, ...(cursor && { cursor }) }
    const page = await call(`GET ${one}/devices`, { path, query })
    found.push(...page.items.map(device => device.serialNumber))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return found
}

function useDecide({ request, approve, serialNumbers, onDecided, onClose }: DecideDialogProps, reason: string) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const notify = useNotify()
  return useMutation({
    mutationFn: async () => {
      const path = { partnerId: request.makerId, deskRequestId: request.id }
      const serials = serialNumbers ?? (await undecided(path))
      const decisions = serials.map(serialNumber => ({
        serialNumber,
        approve,
        ...(!approve && { reason: reason.trim() }),
      }))
      return call(`POST ${one}/decisions`, { path, body: { decisions } })
    },
    onSuccess: async ({ results }) => {
      await client.invalidateQueries()
      onDecided()
      const done = results.filter(result => result.code === undefined).length
      notify(t(approve ? 'desk.approvedCount' : 'desk.refusedCount', { count: done }))
      if (done === results.length) onClose()
    },
  })
}

/** Devices whose approval could not be carried out, each with why. */
function Left({ answer }: { readonly answer: DeskDecisionAnswer }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const left = answer.results.filter(result => result.code !== undefined)
  return (
    <>
      <span>{t('desk.leftText', { count: left.length })}</span>
      <ul className={styles.list}>
        {left.map(({ serialNumber, code, message, remedy }) => (
          <li key={serialNumber}>
            {serialNumber}: <WhyNot {...(code && { code })} {...(message && { message })} {...(remedy && { remedy })} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** Asks before devices are approved or refused, and tells which could not be approved. */
export function DecideDialog(props: DecideDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { request, approve, count, onClose } = props
  const [reason, setReason] = useState('')
  const decide = useDecide(props, reason)
  const answer = decide.data
  const name = request.tenantName
  const deed = t(approve ? 'desk.approveDeed' : 'desk.refuseDeed')
  const title = answer ? t('desk.leftTitle') : t(approve ? 'desk.approveTitle' : 'desk.refuseTitle', { count })
  return (
    <Dialog open modalType="alert" onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            {answer ? (
              <Left answer={answer} />
            ) : (
              <span>{approve ? t(`desk.approveText.${request.kind}`, { name }) : t('desk.refuseText', { name })}</span>
            )}
            {!answer && !approve && (
              <Field label={t('confirm.reason')} hint={t('desk.reasonHint')} required>
                <Textarea value={reason} maxLength={1000} onChange={(_, { value }) => setReason(value)} />
              </Field>
            )}
            {decide.error && <Fault error={decide.error} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t(answer ? 'shell.close' : 'confirm.cancel')}</Button>
            {!answer && (
              <Button
                appearance="primary"
                disabled={decide.isPending || (!approve && reason.trim() === '')}
                onClick={() => decide.mutate()}
              >
                {deed}
              </Button>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
