import { makeStyles, Tab, TabList } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import, ImportRow } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { CountChips } from '../../parts/count-chips.tsx'
import { Empty } from '../../parts/empty.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useCustomerColumns, useImportRowColumns } from './row-columns.tsx'
import { isPreview, wordsOf } from './states.ts'

interface ImportPartProps {
  readonly made: Import
  readonly organizationId: string
}

const useStyles = makeStyles({ list: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: '320px' } })

/** What each count narrows the rows to. */
const conditions = {
  total: {},
  registered: { status: 'registered' },
  alreadyRegistered: { status: 'already_registered' },
  held: { status: 'held' },
  rejected: { status: 'rejected' },
  noted: { noted: 'true' },
} as const satisfies Record<string, { status?: ImportRow['status']; noted?: 'true' }>

function Chips({ made }: { readonly made: Import }) {
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const when = isPreview(made) ? 'would' : 'counts'
  const shown = (Object.keys(conditions) as (keyof typeof conditions)[]).filter(
    id => !['held', 'noted'].includes(id) || made.counts[id] > 0,
  )
  return (
    <CountChips
      name={t('imports.byStatus')}
      chips={shown.map(id => {
        const condition: { status?: string; noted?: string } = conditions[id]
        return {
          id,
          title: t(`imports.${when}.${id}`, wordsOf(made)),
          count: made.counts[id],
          chosen: values['status'] === condition.status && values['noted'] === condition.noted,
          onChoose: () => change({ status: undefined, noted: undefined, ...condition }),
        }
      })}
    />
  )
}

function Rows({ made, organizationId }: ImportPartProps) {
  const { t } = useTranslation()
  const { values } = useListQuery()
  const columns = useImportRowColumns(made)
  const status = values['status'] as ImportRow['status'] | undefined
  const noted = values['noted'] === 'true'
  const operation = 'GET /api/v1/organizations/{organizationId}/imports/{importId}/rows'
  const query = { ...(status && { status }), ...(noted && { noted }) }
  const pages = usePages(operation, { path: { organizationId, importId: made.id }, query })
  const client = useQueryClient()
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are others in each state
  useEffect(() => void client.invalidateQueries({ queryKey: [operation] }), [client, made.state])
  return (
    <List
      name={t('imports.rows')}
      columns={columns}
      idOf={row => String(row.position)}
      pages={pages}
      total={status || noted ? undefined : made.counts.total}
      exported={false}
      empty={<Empty title={t('imports.noRows')} />}
    />
  )
}

function Customers({ made, organizationId }: ImportPartProps) {
  const { t } = useTranslation()
  const columns = useCustomerColumns(made)
  const operation = 'GET /api/v1/organizations/{organizationId}/imports/{importId}/customers'
  const pages = usePages(operation, { path: { organizationId, importId: made.id } })
  return (
    <List
      name={t('imports.customers')}
      columns={columns}
      idOf={customer => customer.target}
      pages={pages}
      total={made.counts.customers}
      empty={<Empty title={t('imports.noCustomers')} />}
    />
  )
}

/** What became of the rows, or would; and the same by customer, where the file names several. */
export function ImportRows(props: ImportPartProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const byCustomer = values['by'] === 'customer'
  return (
    <>
      <Chips made={props.made} />
      {props.made.counts.customers > 1 && (
        <TabList
          selectedValue={byCustomer ? 'customer' : 'row'}
          onTabSelect={(_, { value }) => change({ by: value === 'customer' ? 'customer' : undefined })}
        >
          <Tab value="row">{t('imports.rows')}</Tab>
          <Tab value="customer">{t('imports.customers')}</Tab>
        </TabList>
      )}
      <div className={styles.list}>{byCustomer ? <Customers {...props} /> : <Rows {...props} />}</div>
    </>
  )
}
