import { useTranslation } from 'react-i18next'
import { BarsCard } from '../../parts/charts/bars-card.tsx'
import { useCustomerName } from '../../parts/customers.ts'
import { ChartGrid } from './chart-grid.tsx'
import { useDailyCounts } from './use-daily-counts.ts'

const shown = 10

/** Devices that the partner registered, by customer. */
function CustomersChart() {
  const { t } = useTranslation()
  const nameOf = useCustomerName()
  const { data, error } = useDailyCounts('customers')
  const rows = data?.names
    .slice(0, shown)
    .map(({ name, count }) => ({ id: name, name: nameOf(name), count, to: `/batches?tenantId=${name}` }))
  return <BarsCard title={t('charts.customers')} file="customers" none={t('charts.noCustomers')} {...{ rows, error }} />
}

/** Rows that were rejected, by the reason. */
function RejectionsChart() {
  const { t } = useTranslation()
  const { data, error } = useDailyCounts('rejections')
  const rows = data?.names
    .slice(0, shown)
    .map(({ name, count }) => ({ id: name, name, count, to: '/batches?rejected=true' }))
  return (
    <BarsCard title={t('charts.rejections')} file="rejections" none={t('charts.noRejections')} {...{ rows, error }} />
  )
}

/** What a partner's work comes to. */
export function PartnerCharts() {
  return (
    <ChartGrid>
      <CustomersChart />
      <RejectionsChart />
    </ChartGrid>
  )
}
