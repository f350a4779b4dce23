import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { MoreButton } from '../../parts/more-button.tsx'
import { Rows } from '../../parts/rows.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { useOrganizationId } from '../../session/session.ts'

/** The identity providers through which people sign in. */
export function ProvidersCard() {
  const { t } = useTranslation()
  const path = { organizationId: useOrganizationId() }
  const pages = usePages('GET /api/v1/organizations/{organizationId}/identity-providers', { path }, true, 20)
  return (
    <Card
      title={t('signIn.providers')}
      actions={<LinkButton to="/sign-in/providers/new">{t('signIn.addProvider')}</LinkButton>}
    >
      {pages.error ? (
        <Fault error={pages.error} />
      ) : (
        <Rows
          none={t('signIn.noProviders')}
          rows={(pages.data?.pages.flatMap(page => page.items) ?? []).map(
            ({ id, label, issuer, emailDomains, disabledAt }) => ({
              id,
              title: <TextLink to={`/sign-in/providers/${id}`}>{label}</TextLink>,
              text: [issuer, ...emailDomains].join(' · '),
              deeds: disabledAt && <Badge appearance="tint">{t('signIn.disabled')}</Badge>,
            }),
          )}
        />
      )}
      <MoreButton pages={pages} />
    </Card>
  )
}
