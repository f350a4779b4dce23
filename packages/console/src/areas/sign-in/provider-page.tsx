import { Badge, Button } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { IdentityProvider, NewIdentityProvider } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { CopyFacts } from '../../parts/copy-facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useOrganizationId } from '../../session/session.ts'
import { fieldsOf } from './provider-fields.ts'
import { ProviderForm } from './provider-form.tsx'

const pathOf = ({ organizationId, id }: IdentityProvider) => ({ organizationId, providerId: id })
const one = '/api/v1/organizations/{organizationId}/identity-providers/{providerId}'

function Remove({ provider, onClose }: { readonly provider: IdentityProvider; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const navigate = useNavigate()
  const remove = async () => {
    await deed(call(`DELETE ${one}`, { path: pathOf(provider) }), t('signIn.removed'), provider.id)
    await navigate('/sign-in')
  }
  return (
    <Confirm
      title={t('signIn.removeTitle', { name: provider.label })}
      deed={t('signIn.remove')}
      onConfirm={remove}
      onClose={onClose}
    >
      {t('signIn.removeText')}
    </Confirm>
  )
}

function Toolbar({
  provider,
  onFault,
}: {
  readonly provider: IdentityProvider
  readonly onFault: (error: unknown) => void
}) {
  const { t } = useTranslation()
  const deed = useDeed()
  const [open, setOpen] = useState<'disable' | 'remove'>()
  const close = () => setOpen(undefined)
  const disable = (disabled: boolean) =>
    deed(call(`PATCH ${one}`, { path: pathOf(provider), body: { disabled } }), t('shell.saved'))
  const check = useMutation({
    mutationFn: () => {
      onFault(undefined)
      return deed(call(`POST ${one}/check`, { path: pathOf(provider) }), t('signIn.answers'))
    },
    onError: onFault,
  })
  const enable = useMutation({ mutationFn: () => disable(false), onError: onFault })
  return (
    <>
      <Button disabled={check.isPending} onClick={() => check.mutate()}>
        {t('signIn.check')}
      </Button>
      {provider.disabledAt ? (
        <Button disabled={enable.isPending} onClick={() => enable.mutate()}>
          {t('signIn.enable')}
        </Button>
      ) : (
        <Button onClick={() => setOpen('disable')}>{t('signIn.disable')}</Button>
      )}
      <Button onClick={() => setOpen('remove')}>{t('signIn.remove')}</Button>
      {open === 'remove' && <Remove provider={provider} onClose={close} />}
      {open === 'disable' && (
        <Confirm
          title={t('signIn.disableTitle', { name: provider.label })}
          deed={t('signIn.disable')}
          onConfirm={() => disable(true)}
          onClose={close}
        >
          {t('signIn.disableText')}
        </Confirm>
      )}
    </>
  )
}

/** An identity provider: what is to be registered there, and its settings. */
export function ProviderPage() {
  const { t } = useTranslation()
  const organizationId = useOrganizationId()
  const { providerId = '' } = useParams()
  const path = { organizationId, providerId }
  const { data: provider, error } = useRead(`GET ${one}`, { path })
  const [fault, setFault] = useState<unknown>()
  const save = ({ issuer: _issuer, ...body }: NewIdentityProvider) => call(`PATCH ${one}`, { path, body })
  return (
    <Page
      title={provider?.label ?? t('signIn.provider')}
      text={provider?.disabledAt && <Badge appearance="tint">{t('signIn.disabled')}</Badge>}
      above={{ to: '/sign-in', title: t('areas.signInPolicy') }}
      actions={provider && <Toolbar provider={provider} onFault={setFault} />}
    >
      {fault !== undefined && <Fault error={fault} />}
      {error ? (
        <Fault error={error} />
      ) : provider ? (
        <>
          <Card title={t('signIn.there')}>
            <CopyFacts facts={[[t('signIn.redirectUri'), provider.redirectUri]]} />
          </Card>
          <ProviderForm key={provider.updatedAt} exists before={fieldsOf(provider)} onSave={save} />
        </>
      ) : (
        <LoadingRows />
      )}
    </Page>
  )
}
