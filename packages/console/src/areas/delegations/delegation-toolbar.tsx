import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Delegation } from '../../api/generated/operations.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useSession } from '../../session/session.ts'
import { TermsFields, termsOf, wantedTerms } from './terms-fields.tsx'

interface DialogProps {
  readonly delegation: Delegation
  readonly onClose: () => void
}

/** Grants what a partner asks for, perhaps less, or changes what was granted. */
function TermsDialog({ delegation, onClose }: DialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const [terms, setTerms] = useState(() => termsOf(delegation))
  const asked = delegation.state === 'requested'
  const path = { delegationId: delegation.id }
  const save = () => {
    const body = wantedTerms(terms)
    return asked
      ? deed(call('POST /api/v1/delegations/{delegationId}/grant', { path, body }), t('delegations.given'))
      : deed(call('PATCH /api/v1/delegations/{delegationId}', { path, body }), t('shell.saved'))
  }
  return (
    <FormDialog
      title={t(asked ? 'delegations.grantTitle' : 'delegations.changeTitle', { name: delegation.partner.name })}
      deed={t(asked ? 'delegations.grant' : 'shell.save')}
      ready={terms.permissions.length > 0 && terms.until !== ''}
      onSubmit={save}
      onClose={onClose}
    >
      {asked && <span>“{delegation.reason}”</span>}
      <TermsFields terms={terms} asked={asked ? delegation : undefined} onChange={setTerms} />
    </FormDialog>
  )
}

type Ending = 'decline' | 'revoke' | 'giveBack' | 'withdraw'

function End({ delegation, ending, onClose }: DialogProps & { readonly ending: Ending }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const path = { delegationId: delegation.id }
  const end = (reason: string | undefined) => {
    const body = reason === undefined ? {} : { reason }
    const work =
      ending === 'decline'
        ? call('POST /api/v1/delegations/{delegationId}/decline', { path, body })
        : call('POST /api/v1/delegations/{delegationId}/end', { path, body })
    return deed(work, t('shell.saved'))
  }
  return (
    <Confirm
      title={t(`delegations.endTitle.${ending}`)}
      deed={t(`delegations.${ending}`)}
      askReason
      onConfirm={end}
      onClose={onClose}
    >
      {t(`delegations.endText.${ending}`)}
    </Confirm>
  )
}

/** What the customer, or the partner, can do with a delegation in its state. */
export function DelegationToolbar({ delegation }: { readonly delegation: Delegation }) {
  const { t } = useTranslation()
  const { me, may } = useSession()
  const [open, setOpen] = useState<'terms' | Ending>()
  const close = () => setOpen(undefined)
  const { state } = delegation
  if (state !== 'requested' && state !== 'granted') return null
  const gives = me.organization.kind === 'tenant'
  if (!may(gives ? 'delegation.manage' : 'delegation.request')) return null
  const asked = state === 'requested'
  const ending: Ending = gives ? (asked ? 'decline' : 'revoke') : asked ? 'withdraw' : 'giveBack'
  return (
    <>
      {gives && (
        <Button {...(asked && { appearance: 'primary' })} onClick={() => setOpen('terms')}>
          {t(asked ? 'delegations.grant' : 'delegations.change')}
        </Button>
      )}
      <Button onClick={() => setOpen(ending)}>{t(`delegations.${ending}`)}</Button>
      {open === 'terms' && <TermsDialog delegation={delegation} onClose={close} />}
      {open !== undefined && open !== 'terms' && <End delegation={delegation} ending={open} onClose={close} />}
    </>
  )
}
