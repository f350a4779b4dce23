import { useTranslation } from 'react-i18next'
import type { CustomerBatch, HeldBatch } from '../../api/generated/operations.ts'
import { useCustomerName } from '../../parts/customers.ts'
import type { Column } from '../../parts/list/columns.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { BatchState } from './batch-state.tsx'

const counted = ['total', 'registered', 'held', 'rejected'] as const

/** Columns of batches of one customer, or without one of all. @param waiting they are those that wait, which also sort by how many do. */
export function useBatchColumns(tenantId: string, waiting: boolean): Column<CustomerBatch | HeldBatch>[] {
  const { t, i18n } = useTranslation()
  const nameOf = useCustomerName()
  const count = (id: (typeof counted)[number]): Column<CustomerBatch | HeldBatch> => ({
    id,
    title: t(`batches.counts.${id}`),
    width: id === 'registered' ? 120 : 92,
    ...(id === 'held' && waiting && { sort: 'held' }),
    render: ({ counts }) => {
      const shown = (id === 'registered' ? counts.registered + counts.alreadyRegistered : counts[id]).toLocaleString(
        i18n.language,
      )
      return id === 'total' ? shown : counts[id] > 0 || id === 'registered' ? shown : ''
    },
  })
  return [
    {
      id: 'name',
      title: t('batches.name'),
      width: 190,
      sort: 'name',
      render: batch => <TextLink to={`/batches/${batch.tenantId}/${batch.id}`}>{batch.name || batch.id}</TextLink>,
    },
    ...(tenantId === ''
      ? [
          {
            id: 'customer',
            title: t('customers.customer'),
            width: 160,
            render: (batch: CustomerBatch | HeldBatch) => nameOf(batch.tenantId),
          },
        ]
      : []),
    { id: 'state', title: t('batches.state'), width: 120, render: batch => <BatchState {...batch} /> },
    {
      id: 'createdAt',
      title: t('batches.createdAt'),
      width: 160,
      sort: 'createdAt',
      render: batch => <Time at={batch.createdAt} />,
    },
    ...counted.map(count),
  ]
}
