import { useTranslation } from 'react-i18next'
import type { Submission } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { AddIcon } from '../../parts/icons.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { type Column, useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useNameOf } from '../../parts/names.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { SubmissionState, submissionStates } from './submission-state.tsx'

function useSubmissionColumns(): Column<Submission>[] {
  const { t } = useTranslation()
  const nameOf = useNameOf()
  const text = (id: 'manufacturer' | 'model' | 'groupTag' | 'note' | 'reason', width: number, usual = false) => ({
    id,
    title: t(`submissions.${id}`),
    width,
    usual,
    render: (each: Submission) => each[id],
  })
  return [
    {
      id: 'serialNumber',
      title: t('submissions.serialNumber'),
      width: 150,
      render: ({ id, serialNumber }) => <TextLink to={`/submissions/${id}`}>{serialNumber ?? id}</TextLink>,
    },
    {
      id: 'state',
      title: t('submissions.state'),
      width: 120,
      usual: true,
      render: each => <SubmissionState state={each.state} />,
    },
    text('manufacturer', 120),
    text('model', 140, true),
    text('groupTag', 110, true),
    {
      id: 'submittedBy',
      title: t('submissions.submittedBy'),
      width: 150,
      usual: true,
      render: ({ submittedBy }) => nameOf({ kind: 'person', id: submittedBy.id }),
    },
    {
      id: 'submittedAt',
      title: t('submissions.submittedAt'),
      width: 160,
      usual: true,
      sort: 'submittedAt',
      render: ({ submittedAt }) => <Time at={submittedAt} />,
    },
    text('note', 180, true),
    text('reason', 180),
  ]
}

/** Devices that somebody has submitted for approval: all for whoever approves them, else the own ones. */
export function SubmissionsPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const { values, change } = useListQuery()
  const columns = useSubmissionColumns()
  const { shown, ids, choose } = useColumns('submissions', columns)
  const { state, serialNumber, order } = values
  const query = { ...(state && { state }), ...(serialNumber && { serialNumber }), ...(order && { order }) } as object
  const pages = usePages('GET /api/v1/tenants/{tenantId}/submissions', { path: { tenantId }, query })
  const filters = [
    {
      id: 'state',
      title: t('submissions.state'),
      among: submissionStates.map(value => ({ value, title: t(`submissions.states.${value}`) })),
    },
    { id: 'serialNumber', title: t('submissions.serialNumber') },
  ]
  const approves = may('device.register')
  const add = may('device.submit') && (
    <LinkButton to="/submissions/new" {...(!approves && { appearance: 'primary' as const })} icon={<AddIcon />}>
      {t('submissions.new')}
    </LinkButton>
  )
  const filtered = state !== undefined || serialNumber !== undefined
  return (
    <Page
      title={t('areas.submissions')}
      text={t(approves ? 'submissions.text' : 'submissions.ownText')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          <ColumnsMenu columns={columns} ids={ids} onChoose={choose} />
          {add}
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.submissions')}
        columns={shown}
        idOf={submission => submission.id}
        pages={pages}
        order={{
          sort: 'submittedAt',
          order: order === 'asc' ? 'asc' : 'desc',
          onSort: (_, way) => change({ order: way }),
        }}
        empty={
          <Empty
            title={t(filtered ? 'submissions.noneMatch' : 'submissions.none')}
            {...(!filtered && { text: t(approves ? 'submissions.noneText' : 'submissions.noneOwnText'), action: add })}
          />
        }
      />
    </Page>
  )
}
