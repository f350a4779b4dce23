import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/use-api.ts'
import { countText } from '../../parts/amount.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Measured } from '../../parts/measured.tsx'

const names = ['devices', 'factoryRecords', 'consents', 'people', 'applications'] as const

/** How much an organization has; operators see no more of it. */
export function CountsCard({ organizationId }: { readonly organizationId: string }) {
  const { t, i18n } = useTranslation()
  const read = useRead('GET /api/v1/organizations/{organizationId}/counts', { path: { organizationId } })
  const counts = read.data
  return (
    <Card title={t('organizations.counts')} actions={counts && <Measured at={counts.measuredAt} />}>
      {read.error ? (
        <Fault error={read.error} onRetry={() => void read.refetch()} />
      ) : counts ? (
        <Facts
          facts={names.flatMap(name => {
            const count = counts[name]
            return count ? [[t(`organizations.${name}`), countText(count, i18n.language)] as const] : []
          })}
        />
      ) : (
        <LoadingRows rows={4} />
      )}
    </Card>
  )
}
