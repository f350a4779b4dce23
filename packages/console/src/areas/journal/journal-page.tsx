import { Link } from '@fluentui/react-components'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JournalEntry } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { JsonDialog } from '../../parts/json-dialog.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useNameOf } from '../../parts/names.ts'
import { Page } from '../../parts/page.tsx'
import { Time } from '../../parts/time.tsx'
import { useOrganizationId } from '../../session/session.ts'

const filterIds = ['action', 'subjectId', 'actorId', 'from', 'until'] as const

function useEntryColumns(onShow: (entry: JournalEntry) => void): Column<JournalEntry>[] {
  const { t } = useTranslation()
  const nameOf = useNameOf()
  return useMemo(() => {
    const title = (entry: JournalEntry) => t(`journal.actions.${entry.action}`, { defaultValue: entry.action })
    return [
      {
        id: 'action',
        title: t('journal.action'),
        width: 220,
        render: entry => (
          <Link as="button" onClick={() => onShow(entry)}>
            {title(entry)}
          </Link>
        ),
      },
      { id: 'actor', title: t('journal.actor'), width: 200, render: entry => nameOf(entry.actor) },
      {
        id: 'subject',
        title: t('journal.subject'),
        width: 180,
        render: ({ subject }) => `${subject.kind} ${subject.id.slice(0, 8)}`,
      },
      { id: 'reason', title: t('confirm.reason'), width: 200, render: entry => entry.reason },
      { id: 'at', title: t('journal.at'), width: 170, render: entry => <Time at={entry.at} /> },
    ]
  }, [t, nameOf, onShow])
}

/** What happened in the organization, newest first. */
export function JournalPage() {
  const { t } = useTranslation()
  const organizationId = useOrganizationId()
  const { values, change } = useListQuery()
  const [shown, setShown] = useState<JournalEntry>()
  const columns = useEntryColumns(setShown)
  const query = Object.fromEntries(filterIds.filter(id => values[id]).map(id => [id, values[id]]))
  const pages = usePages('GET /api/v1/organizations/{organizationId}/journal', { path: { organizationId }, query })
  const filters = filterIds.map(id => ({
    id,
    title: t(`journal.filters.${id}`),
    ...((id === 'from' || id === 'until') && { kind: 'date' as const }),
  }))
  return (
    <Page title={t('areas.journal')} actions={<FilterMenu filters={filters} values={values} onChange={change} />}>
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.journal')}
        columns={columns}
        idOf={entry => entry.id}
        pages={pages}
        empty={<Empty title={t('journal.none')} text={t('journal.noneText')} />}
      />
      {shown && (
        <JsonDialog
          title={t(`journal.actions.${shown.action}`, { defaultValue: shown.action })}
          value={shown}
          onClose={() => setShown(undefined)}
        />
      )}
    </Page>
  )
}
