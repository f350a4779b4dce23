import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../../api/call.ts'
import type { NewIdentityProvider } from '../../api/generated/operations.ts'
import { Page } from '../../parts/page.tsx'
import { useOrganizationId } from '../../session/session.ts'
import { emptyProvider } from './provider-fields.ts'
import { ProviderForm } from './provider-form.tsx'

/** Adds an identity provider, which is asked before anything is kept. */
export function NewProviderPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const path = { organizationId: useOrganizationId() }
  const save = (body: NewIdentityProvider) =>
    call('POST /api/v1/organizations/{organizationId}/identity-providers', { path, body })
  return (
    <Page
      title={t('signIn.addProvider')}
      text={t('signIn.addProviderText')}
      above={{ to: '/sign-in', title: t('areas.signInPolicy') }}
    >
      <ProviderForm
        exists={false}
        before={emptyProvider}
        onSave={save}
        onSaved={({ id }) => void navigate(`/sign-in/providers/${id}`)}
      />
    </Page>
  )
}
