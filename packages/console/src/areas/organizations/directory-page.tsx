import { Badge, Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WrittenDirectoryEntry } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { EntryDialog } from './entry-dialog.tsx'
import { entryState } from './entry-state.ts'

const states = ['waiting', 'published'] as const

function useEntryColumns(onOpen: (entry: WrittenDirectoryEntry) => void): Column<WrittenDirectoryEntry>[] {
  const { t } = useTranslation()
  return [
    {
      id: 'partner',
      title: t('organizations.partner'),
      width: 220,
      render: ({ partnerId, partnerName }) => <TextLink to={`/partners/${partnerId}`}>{partnerName}</TextLink>,
    },
    {
      id: 'state',
      title: t('organizations.state'),
      width: 170,
      render: entry => (
        <Badge appearance="tint" color={entryState(entry) === 'shown' ? 'success' : 'warning'}>
          {t(`organizations.entryStates.${entryState(entry)}`)}
        </Badge>
      ),
    },
    {
      id: 'writtenAt',
      title: t('organizations.writtenAt'),
      width: 150,
      render: ({ writtenAt }) => <Time at={writtenAt} />,
    },
    {
      id: 'publishedAt',
      title: t('organizations.publishedAt'),
      width: 150,
      render: ({ publishedAt }) => publishedAt && <Time at={publishedAt} />,
    },
    {
      id: 'deeds',
      title: t('organizations.entry'),
      width: 120,
      render: entry => (
        <Button
          size="small"
          aria-label={`${t('organizations.look')}: ${entry.partnerName}`}
          onClick={() => onOpen(entry)}
        >
          {t('organizations.look')}
        </Button>
      ),
    },
  ]
}

/** What partners say of themselves, and what of it the public directory shows. */
export function DirectoryPage() {
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const [open, setOpen] = useState<WrittenDirectoryEntry>()
  const columns = useEntryColumns(setOpen)
  const state = values['state'] as (typeof states)[number] | undefined
  const pages = usePages('GET /api/v1/directory-entries', { query: { ...(state && { state }) } })
  const filters = [
    {
      id: 'state',
      title: t('organizations.state'),
      among: states.map(value => ({ value, title: t(`organizations.entryFilters.${value}`) })),
    },
  ]
  return (
    <Page
      title={t('areas.directory')}
      text={t('organizations.directoryText')}
      actions={<FilterMenu filters={filters} values={values} onChange={change} />}
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.directory')}
        columns={columns}
        idOf={entry => entry.partnerId}
        pages={pages}
        empty={
          <Empty
            title={t(state ? 'organizations.noneMatch' : 'organizations.noEntries')}
            text={t('organizations.noEntriesText')}
          />
        }
      />
      {open && <EntryDialog written={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}
