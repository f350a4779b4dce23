import { useTranslation } from 'react-i18next'
import type { Storage } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { bytesText } from '../../parts/amount.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Measured } from '../../parts/measured.tsx'
import { SmallTable } from '../../parts/small-table.tsx'

function TableSizes({ tables }: Pick<Storage, 'tables'>) {
  const { t, i18n } = useTranslation()
  if (tables.length === 0) return <p>{t('operation.noTables')}</p>
  return (
    <SmallTable
      name={t('operation.tables')}
      items={tables}
      idOf={each => each.table}
      columns={[
        { id: 'table', title: t('operation.table'), render: each => each.table },
        {
          id: 'bytes',
          title: t('operation.bytes'),
          number: true,
          render: ({ bytes }) => bytes !== undefined && bytesText(bytes, i18n.language),
        },
        {
          id: 'rows',
          title: t('operation.rows'),
          number: true,
          render: ({ rows }) => rows?.toLocaleString(i18n.language) ?? '–',
        },
      ]}
    />
  )
}

/** What the store takes up, as far as its engine tells. */
export function StorageCard({ storeMs }: { readonly storeMs: number | undefined }) {
  const { t, i18n } = useTranslation()
  const read = useRead('GET /api/v1/registry/storage', {})
  const storage = read.data
  const size = (bytes: number | undefined) => bytes !== undefined && bytesText(bytes, i18n.language)
  const sizes = (['bytes', 'freeBytes', 'logBytes'] as const)
    .filter(id => storage?.[id] !== undefined)
    .map(id => [t(`operation.${id}`), size(storage?.[id])] as const)
  return (
    <Card title={t('operation.storage')} actions={storage && <Measured at={storage.measuredAt} />}>
      {read.error ? (
        <Fault error={read.error} onRetry={() => void read.refetch()} />
      ) : storage ? (
        <>
          <Facts
            facts={[
              [t('operation.engine'), storage.engine],
              ...sizes,
              [t('operation.answers'), storeMs === undefined ? undefined : `${storeMs} ms`],
            ]}
          />
          <TableSizes tables={storage.tables} />
        </>
      ) : (
        <LoadingRows rows={3} />
      )}
    </Card>
  )
}
