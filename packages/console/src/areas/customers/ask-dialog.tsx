import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  Textarea,
} from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Consent } from '../../api/generated/operations.ts'
import { type LimitFields, limitsOf, readLimits } from '../../parts/consent-limits.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LimitInputs } from '../../parts/limit-inputs.tsx'

interface AskDialogProps {
  /** A customer that was asked before. */
  readonly again?: Consent
  readonly onClose: () => void
}

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: '14px' },
  link: { overflowWrap: 'anywhere' },
})

interface Fields {
  readonly customer: string
  readonly message: string
  /** A day, YYYY-MM-DD. */
  readonly answerBy: string
  readonly limits: LimitFields
}

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** Asks as the fields say; what is empty is not proposed. */
function ask({ customer, message, answerBy, limits }: Fields): Promise<Consent> {
  const named = customer.trim()
  const proposed = Object.fromEntries(Object.entries(limitsOf(limits)).filter(([, value]) => value !== null))
  const body = {
    ...(isId(named) ? { tenantId: named.toLowerCase() } : { domain: named }),
    ...(message.trim() !== '' && { message: message.trim() }),
    ...(Object.keys(proposed).length > 0 && { limits: proposed }),
    ...(answerBy !== '' && { answerBy: new Date(`${answerBy}T23:59:59`).toISOString() }),
  }
  return call('POST /api/v1/consents', { body })
}

function AskFields({ fields, onChange }: { readonly fields: Fields; readonly onChange: (fields: Fields) => void }) {
  const { t } = useTranslation()
  const set = (change: Partial<Fields>) => onChange({ ...fields, ...change })
  return (
    <>
      <Field label={t('customers.customer')} hint={t('customers.customerHint')} required>
        <Input value={fields.customer} maxLength={253} onChange={(_, { value }) => set({ customer: value })} />
      </Field>
      <Field label={t('customers.message')} hint={t('customers.messageHint')}>
        <Textarea value={fields.message} maxLength={1000} onChange={(_, { value }) => set({ message: value })} />
      </Field>
      <LimitInputs fields={fields.limits} onChange={limits => set({ limits })} />
      <Field label={t('customers.answerBy')} hint={t('customers.answerByHint')}>
        <Input type="date" value={fields.answerBy} onChange={(_, { value }) => set({ answerBy: value })} />
      </Field>
    </>
  )
}

function Asked({ consent }: { readonly consent: Consent }) {
  const styles = useStyles()
  const { t } = useTranslation()
  if (!consent.link) return <span>{t('customers.alreadyGranted')}</span>
  return (
    <>
      <span>{t('customers.askedText')}</span>
      <span className={styles.link}>{consent.link}</span>
      <div>
        <CopyButton text={consent.link} name={consent.target}>
          {t('customers.link')}
        </CopyButton>
      </div>
    </>
  )
}

/** Asks a customer for consent, with the limits that the partner proposes; then shows the link for the customer. */
export function AskDialog({ again, onClose }: AskDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const client = useQueryClient()
  const [fields, setFields] = useState<Fields>(() => ({
    customer: again?.target ?? '',
    message: again?.message ?? '',
    answerBy: '',
    limits: again ? readLimits(again) : { devices: '', until: '', tags: '' },
  }))
  const request = useMutation({ mutationFn: () => ask(fields), onSuccess: () => client.invalidateQueries() })
  return (
    <Dialog open modalType={request.data ? 'modal' : 'alert'} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <form
          onSubmit={event => {
            event.preventDefault()
            request.mutate()
          }}
        >
          <DialogBody>
            <DialogTitle>{t(request.data ? 'customers.asked' : 'customers.askTitle')}</DialogTitle>
            <DialogContent className={styles.content}>
              {request.data ? <Asked consent={request.data} /> : <AskFields fields={fields} onChange={setFields} />}
              {request.error && <Fault error={request.error} />}
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>{t(request.data ? 'shell.close' : 'confirm.cancel')}</Button>
              {!request.data && (
                <Button
                  type="submit"
                  appearance="primary"
                  disabled={request.isPending || fields.customer.trim() === ''}
                >
                  {t('customers.ask')}
                </Button>
              )}
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
