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
import { Confirm } from '../../parts/confirm.tsx'
import { limitsOf, readLimits } from '../../parts/consent-limits.ts'
import { Fault } from '../../parts/fault.tsx'
import { LimitInputs } from '../../parts/limit-inputs.tsx'
import { useNotify } from '../../parts/notify.ts'
import { useDeed } from '../../parts/use-deed.ts'

interface ConsentDialogProps {
  readonly consent: Consent
  readonly onClose: () => void
}

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: '14px' },
  message: { margin: 0, overflowWrap: 'anywhere' },
})

/** Declines what a partner asks for, or takes back what was granted, once somebody has read what follows. */
function End({ consent, onDone, onClose }: ConsentDialogProps & { readonly onDone: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const ending = consent.state === 'requested' ? 'decline' : 'revoke'
  const { name } = consent.partner
  const end = async (reason: string | undefined) => {
    const request = { path: { consentId: consent.id }, body: reason === undefined ? {} : { reason } }
    const work =
      ending === 'decline'
        ? call('POST /api/v1/consents/{consentId}/decline', request)
        : call('POST /api/v1/consents/{consentId}/revoke', request)
    await deed(work, t('shell.saved'))
    onDone()
  }
  return (
    <Confirm
      title={t(`consents.endTitle.${ending}`, { name })}
      deed={t(`consents.${ending}`)}
      askReason
      reasonHint={t('consents.reasonHint')}
      onConfirm={end}
      onClose={onClose}
    >
      {t(`consents.endText.${ending}`, { name })}
    </Confirm>
  )
}

/** Answers a partner who asks, or changes or revokes what was granted. */
export function ConsentDialog({ consent, onClose }: ConsentDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const client = useQueryClient()
  const notify = useNotify()
  const [fields, setFields] = useState(() => readLimits(consent))
  const path = { consentId: consent.id }
  const asked = consent.state === 'requested'
  const [ending, setEnding] = useState(false)
  const decide = useMutation({
    mutationFn: () => {
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
  if (ending) return <End consent={consent} onDone={onClose} onClose={() => setEnding(false)} />
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
            <span>{t('consents.later')}</span>
            {decide.error && <Fault error={decide.error} />}
          </DialogContent>
          <DialogActions>
            <Button disabled={decide.isPending} onClick={() => setEnding(true)}>
              {t(asked ? 'consents.decline' : 'consents.revoke')}
            </Button>
            <Button appearance="primary" disabled={decide.isPending} onClick={() => decide.mutate()}>
              {t(asked ? 'consents.grant' : 'shell.save')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
