import { Button } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Consent } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { consentStates } from '../../parts/consent-state.tsx'
import { Empty } from '../../parts/empty.tsx'
import { useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useNotify } from '../../parts/notify.ts'
import { Page } from '../../parts/page.tsx'
import { useSession } from '../../session/session.ts'
import { AskDialog } from './ask-dialog.tsx'
import { useCustomerColumns } from './customer-columns.tsx'
import { StandingLink } from './standing-link.tsx'

function Cancel({ consent, onClose }: { readonly consent: Consent; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const notify = useNotify()
  const cancel = async () => {
    await call('POST /api/v1/consents/{consentId}/cancel', { path: { consentId: consent.id } })
    notify(t('customers.cancelled'))
    await client.invalidateQueries()
  }
  return (
    <Confirm
      title={t('customers.cancelTitle', { name: consent.target })}
      deed={t('customers.cancel')}
      onConfirm={cancel}
      onClose={onClose}
    >
      {t('customers.cancelText')}
    </Confirm>
  )
}

/** Who lets the partner register devices, who was asked, and what they answered. */
export function CustomersPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const { values, change } = useListQuery()
  const [asking, setAsking] = useState<'new' | Consent>()
  const [cancelling, setCancelling] = useState<Consent>()
  const columns = useCustomerColumns({ onAsk: setAsking, onCancel: setCancelling })
  const { shown, ids, choose } = useColumns('customers', columns)
  const { state, target, order } = values as { state?: Consent['state']; target?: string; order?: 'asc' | 'desc' }
  const query = { ...(state && { state }), ...(target && { target }), ...(order && { order }) }
  const pages = usePages('GET /api/v1/consents', { query })
  const filters = [
    {
      id: 'state',
      title: t('consents.state'),
      among: consentStates.map(value => ({ value, title: t(`consents.states.${value}`) })),
    },
    { id: 'target', title: t('customers.target') },
  ]
  const ask = may('consent.request') && (
    <Button appearance="primary" onClick={() => setAsking('new')}>
      {t('customers.ask')}
    </Button>
  )
  return (
    <Page
      title={t('areas.customers')}
      text={t('customers.text')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          <ColumnsMenu columns={columns} ids={ids} onChoose={choose} />
          <StandingLink />
          {ask}
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.customers')}
        columns={shown}
        idOf={consent => consent.id}
        pages={pages}
        order={{ sort: 'requestedAt', order: order ?? 'desc', onSort: (_, way) => change({ order: way }) }}
        empty={
          <Empty
            title={t(state || target ? 'customers.noneMatch' : 'customers.none')}
            text={t('customers.noneText')}
            action={ask}
          />
        }
      />
      {asking && <AskDialog {...(asking !== 'new' && { again: asking })} onClose={() => setAsking(undefined)} />}
      {cancelling && <Cancel consent={cancelling} onClose={() => setCancelling(undefined)} />}
    </Page>
  )
}
