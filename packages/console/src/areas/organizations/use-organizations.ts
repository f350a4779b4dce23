import { useTranslation } from 'react-i18next'
import type { Filter } from '../../parts/list/filter-menu.tsx'
import { useListQuery } from '../../parts/list/query.ts'

/** Conditions and order of a list of organizations, by name and by what else is given. */
export function useOrganizationQuery(more: readonly Filter[]) {
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const filters: Filter[] = [{ id: 'name', title: t('organizations.name') }, ...more]
  const used = [...filters.map(({ id }) => id), 'order'].filter(id => values[id])
  const query = Object.fromEntries(used.map(id => [id, values[id]])) as object
  return {
    values,
    change,
    filters,
    query,
    filtered: filters.some(({ id }) => values[id]),
    order: {
      sort: 'createdAt',
      order: values['order'] === 'desc' ? ('desc' as const) : ('asc' as const),
      onSort: (_: string, order: 'asc' | 'desc') => change({ order }),
    },
  }
}
