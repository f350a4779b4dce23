import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
} from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Consent } from '../../api/generated/operations.ts'
import { limitsOf, readLimits } from '../../parts/consent-limits.ts'
import { Fault } from '../../parts/fault.tsx'
import { LimitInputs } from '../../parts/limit-inputs.tsx'
import { useNotify } from '../../parts/notify.ts'

interface ConsentDialogProps {
  readonly consent: Consent
  readonly onClose: () => void
}

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: '14px' },
  message: { margin: 0, overflowWrap: 'anywhere' },
})

/** Answers a partner who asks, or changes or revokes what was granted. */
export function ConsentDialog({ consent, onClose }: ConsentDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const client = useQueryClient()
  const notify = useNotify()
  const [fields, setFields] = useState(() => readLimits(consent))
  const path = { consentId: consent.id }
  const asked = consent.state === 'requested'
  const decide = useMutation({
    mutationFn: (end: boolean) => {
      if (end && asked) return call('POST /api/v1/consents/{consentId}/decline', { path, body: {} })
      if (end) return call('POST /api/v1/consents/{consentId}/revoke', { path, body: {} })
      const body = { limits: limitsOf(fields) }
      if (asked) return call('POST /api/v1/consents/{consentId}/grant', { path, body })
      return call('PATCH /api/v1/consents/{consentId}', { path, body })
    },
    onSuccess: async () => {
      notify(t('shell.saved'))
      onClose()
      await client.invalidateQueries()
    },
  })
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>
            {t(asked ? 'consents.question' : 'consents.granted', { name: consent.partner.name })}
          </DialogTitle>
          <DialogContent className={styles.content}>
            {consent.message && <p className={styles.message}>“{consent.message}”</p>}
            <LimitInputs fields={fields} onChange={setFields} />
            <span>{t('consents.endText')}</span>
            {decide.error && <Fault error={decide.error} />}
          </DialogContent>
          <DialogActions>
            <Button disabled={decide.isPending} onClick={() => decide.mutate(true)}>
              {t(asked ? 'consents.decline' : 'consents.revoke')}
            </Button>
            <Button appearance="primary" disabled={decide.isPending} onClick={() => decide.mutate(false)}>
              {t(asked ? 'consents.grant' : 'shell.save')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
