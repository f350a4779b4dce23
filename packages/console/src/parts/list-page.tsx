import type { ReactNode } from 'react'
import { type Column, useColumns } from './list/columns.ts'
import { ColumnsMenu } from './list/columns-menu.tsx'
import { FilterChips } from './list/filter-chips.tsx'
import { type Filter, FilterMenu } from './list/filter-menu.tsx'
import { List, type Pages } from './list/list.tsx'
import type { useListQuery } from './list/query.ts'
import type { Selection } from './list/selection.ts'
import { Page } from './page.tsx'

interface ListPageProps<T> {
  readonly title: string
  readonly text?: ReactNode
  readonly above?: { readonly to: string; readonly title: string }
  readonly query: ReturnType<typeof useListQuery>
  readonly filters?: readonly Filter[]
  readonly columns: readonly Column<T>[]
  /** Under which name the choice of columns is kept; absent: all are shown, and there is no choice. */
  readonly columnsOf?: string
  readonly idOf: (item: T) => string
  readonly pages: Pages<T>
  readonly total?: number | undefined
  /** How the list is sorted while the address says nothing else; absent: nobody can sort it. */
  readonly sorted?: { readonly sort: string; readonly order: 'asc' | 'desc' }
  readonly selection?: Selection | undefined
  /** Deeds beside the menus of the list. */
  readonly actions?: ReactNode
  /** What stands above the list. */
  readonly children?: ReactNode
  readonly empty: ReactNode
}

/** Conditions that stand in the address, of those that the list knows. */
export const conditionsOf = (values: Readonly<Record<string, string>>, names: readonly string[]): object =>
  Object.fromEntries(names.flatMap(name => (values[name] ? [[name, values[name]]] : [])))

/** A page that is a list: its conditions, columns and order, and what can be done. */
export function ListPage<T>(props: ListPageProps<T>) {
  const { title, text, above, query, filters = [], columns, columnsOf, sorted, actions, children, ...list } = props
  const { values, change } = query
  const chosen = useColumns(columnsOf ?? '', columns)
  const { sort, order } = values
  return (
    <Page
      title={title}
      text={text}
      {...(above && { above })}
      actions={
        <>
          {filters.length > 0 && <FilterMenu filters={filters} values={values} onChange={change} />}
          {columnsOf && (
            <ColumnsMenu columns={columns as readonly Column<never>[]} ids={chosen.ids} onChoose={chosen.choose} />
          )}
          {actions}
        </>
      }
    >
      {children}
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={title}
        columns={columnsOf ? chosen.shown : columns}
        idOf={list.idOf}
        pages={list.pages}
        total={list.total}
        {...(list.selection && { selection: list.selection })}
        {...(sorted && {
          order: {
            sort: sort ?? sorted.sort,
            order: order === 'asc' || order === 'desc' ? order : sorted.order,
            onSort: (by: string, way: 'asc' | 'desc') => change({ sort: by, order: way }),
          },
        })}
        empty={list.empty}
      />
    </Page>
  )
}
