import { useTranslation } from 'react-i18next'
import type { DeskRequest } from '../../api/generated/operations.ts'
import type { Column } from '../../parts/list/columns.ts'
import { useNameOf } from '../../parts/names.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { RequestState } from './badges.tsx'
import type { Side } from './states.ts'

/** Where the page of a request is. */
export const addressOf = ({ id, tenantId }: Pick<DeskRequest, 'id' | 'tenantId'>, side: Side): string =>
  side === 'maker' ? `/desk/${id}` : `/support-requests/${tenantId}/${id}`

/** Columns of requests: makers see who asks, others whom they ask. */
export function useRequestColumns(side: Side): Column<DeskRequest>[] {
  const { t, i18n } = useTranslation()
  const nameOf = useNameOf()
  const count = (id: 'total' | 'pending' | 'approved' | 'refused', usual: boolean): Column<DeskRequest> => ({
    id,
    title: t(`desk.counts.${id}`),
    width: 88,
    usual,
    render: ({ counts }) => (counts[id] > 0 ? counts[id].toLocaleString(i18n.language) : ''),
  })
  const time = (id: 'openedAt' | 'submittedAt' | 'endsAt' | 'endedAt', usual: boolean): Column<DeskRequest> => ({
    id,
    title: t(`desk.${id}`),
    width: id === 'endsAt' ? 134 : 156,
    usual,
    ...(id === (side === 'maker' ? 'submittedAt' : 'openedAt') && { sort: id }),
    render: request => <Time at={request[id]} {...(id === 'endsAt' && { kind: 'date' })} />,
  })
  return [
    {
      id: 'kind',
      title: t('desk.kind'),
      width: 142,
      render: request => <TextLink to={addressOf(request, side)}>{t(`desk.kinds.${request.kind}`)}</TextLink>,
    },
    ...(side === 'maker'
      ? [
          { id: 'customer', title: t('customers.customer'), width: 112, usual: true, render: customerOf },
          { id: 'requester', title: t('desk.requester'), width: 150, usual: false, render: requesterOf },
        ]
      : [{ id: 'maker', title: t('desk.maker'), width: 150, usual: true, render: makerOf }]),
    { id: 'state', title: t('desk.state'), width: 174, usual: true, render: request => <RequestState {...request} /> },
    count('total', true),
    count('pending', true),
    count('approved', false),
    count('refused', false),
    time(side === 'maker' ? 'submittedAt' : 'openedAt', true),
    time('endsAt', true),
    time('endedAt', false),
    ...(side === 'maker'
      ? [
          {
            id: 'takenBy',
            title: t('desk.takenBy'),
            width: 106,
            usual: true,
            render: ({ takenBy }: DeskRequest) => takenBy && nameOf({ kind: 'person', id: takenBy }),
          },
        ]
      : [{ id: 'requester', title: t('desk.requester'), width: 150, usual: false, render: requesterOf }]),
  ]
}

const customerOf = ({ tenantName }: DeskRequest) => tenantName
const makerOf = ({ makerName }: DeskRequest) => makerName
const requesterOf = ({ requester }: DeskRequest) => requester.name
