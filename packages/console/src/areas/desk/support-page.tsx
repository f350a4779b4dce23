import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/use-api.ts'
import { CustomerSelect } from '../../parts/customer-select.tsx'
import { Empty } from '../../parts/empty.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useOrganizationId, useSession } from '../../session/session.ts'
import { RequestList, useRequestConditions } from './request-list.tsx'

/** What was asked of makers: by the customer or for it. A partner looks at one customer at a time. */
export function SupportPage() {
  const { t } = useTranslation()
  const { me, may } = useSession()
  const organizationId = useOrganizationId()
  const isPartner = me.organization.kind === 'partner'
  const { values, change } = useListQuery()
  const chosen = values['tenantId'] ?? ''
  const tenantId = isPartner ? chosen : organizationId
  const query = useRequestConditions()
  const operation = 'GET /api/v1/tenants/{tenantId}/desk-requests'
  const read = usePages(operation, { path: { tenantId }, query }, tenantId !== '')
  // Nothing is asked for before a customer is chosen, so nothing is on its way either.
  const pages = tenantId === '' ? { ...read, isPending: false, data: undefined } : read
  const open = (may('device.register') || may('device.release')) && (
    <LinkButton to={`/support-requests/new${isPartner && chosen ? `?tenantId=${chosen}` : ''}`} appearance="primary">
      {t('desk.openOne')}
    </LinkButton>
  )
  const filtered = Object.keys(query).some(name => name !== 'order')
  return (
    <RequestList
      side="requester"
      title={t('areas.support')}
      text={t(isPartner ? 'desk.textPartner' : 'desk.textCustomer')}
      action={open}
      above={
        isPartner && (
          <CustomerSelect
            value={chosen}
            all={t('desk.chooseCustomer')}
            onChange={customer => change({ tenantId: customer })}
          />
        )
      }
      pages={pages}
      empty={
        tenantId === '' ? (
          <Empty title={t('desk.chooseCustomer')} text={t('desk.chooseCustomerText')} />
        ) : (
          <Empty title={t(filtered ? 'desk.noneMatch' : 'desk.none')} text={t('desk.noneText')} action={open} />
        )
      }
    />
  )
}
