import { Badge } from '@fluentui/react-components'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { UploadIcon } from '../../parts/icons.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useOrganizationId } from '../../session/session.ts'
import { useImportKinds } from './kinds.ts'
import { importStates, isPreview, stateColors, wordsOf } from './states.ts'

function useImportColumns(): Column<Import>[] {
  const { t, i18n } = useTranslation()
  return useMemo(() => {
    const counted = (id: 'total' | 'registered' | 'rejected'): Column<Import> => ({
      id,
      title: t(`imports.counts.${id === 'registered' ? 'taken' : id}`),
      width: 115,
      // Before the start nothing is registered yet, whatever would be.
      render: made => (id === 'registered' && isPreview(made) ? '–' : made.counts[id].toLocaleString(i18n.language)),
    })
    return [
      {
        id: 'fileName',
        title: t('imports.file'),
        width: 210,
        render: ({ id, fileName }) => <TextLink to={`/imports/${id}`}>{fileName}</TextLink>,
      },
      {
        id: 'state',
        title: t('imports.state'),
        width: 150,
        render: ({ state, kind }) => (
          <Badge appearance="tint" color={stateColors[state]}>
            {t(`imports.states.${state}`, wordsOf({ kind }))}
          </Badge>
        ),
      },
      { id: 'kind', title: t('imports.kind'), width: 120, render: ({ kind }) => t(`imports.kinds.${kind}`) },
      counted('total'),
      counted('registered'),
      counted('rejected'),
      { id: 'createdAt', title: t('imports.sentAt'), width: 170, render: ({ createdAt }) => <Time at={createdAt} /> },
    ]
  }, [t, i18n.language])
}

/** Files that were imported, or are being imported. */
export function ImportsPage() {
  const { t } = useTranslation()
  const organizationId = useOrganizationId()
  const { values, change } = useListQuery()
  const columns = useImportColumns()
  const { sendable } = useImportKinds()
  const { state, kind, fileName, sort } = values as { state?: Import['state']; kind?: Import['kind'] } & Record<
    'fileName' | 'sort',
    string | undefined
  >
  const conditions = { ...(state && { state }), ...(kind && { kind }), ...(fileName && { fileName }) }
  const query = { ...conditions, ...(sort === 'oldest' && { sort: 'oldest' as const }) }
  const pages = usePages('GET /api/v1/organizations/{organizationId}/imports', { path: { organizationId }, query })
  const among = (name: string, all: readonly string[]) =>
    all.map(value => ({ value, title: t(`imports.${name}.${value}`) }))
  const filters = [
    { id: 'state', title: t('imports.state'), among: among('states', importStates) },
    { id: 'kind', title: t('imports.kind'), among: among('kinds', ['devices', 'build-report']) },
    { id: 'fileName', title: t('imports.file') },
    { id: 'sort', title: t('imports.order'), among: among('orders', ['oldest']) },
  ]
  const add = sendable.length > 0 && (
    <LinkButton to="/imports/new" appearance="primary" icon={<UploadIcon />}>
      {t('imports.send')}
    </LinkButton>
  )
  const filtered = filters.some(({ id }) => values[id] !== undefined)
  return (
    <Page
      title={t('areas.imports')}
      text={t('imports.text')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          {add}
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.imports')}
        columns={columns}
        idOf={each => each.id}
        pages={pages}
        empty={
          filtered ? (
            <Empty title={t('imports.noneMatch')} />
          ) : (
            <Empty title={t('imports.none')} text={t('imports.noneText')} action={add} />
          )
        }
      />
    </Page>
  )
}
