import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useOrganizationId } from '../../session/session.ts'
import { RequestList, useRequestConditions } from './request-list.tsx'

/** What has come in at the maker's desk. */
export function DeskPage() {
  const { t } = useTranslation()
  const partnerId = useOrganizationId()
  const { tenantId } = useListQuery().values
  const conditions = useRequestConditions()
  const query = { ...conditions, ...(tenantId && { tenantId }) }
  const pages = usePages('GET /api/v1/partners/{partnerId}/desk-requests', { path: { partnerId }, query })
  const filtered = Object.keys(query).some(name => name !== 'order')
  return (
    <RequestList
      side="maker"
      title={t('areas.desk')}
      text={t('desk.textMaker')}
      pages={pages}
      empty={<Empty title={t(filtered ? 'desk.noneMatch' : 'desk.noneMaker')} text={t('desk.noneMakerText')} />}
    />
  )
}
