import { Checkbox, mergeClasses } from '@fluentui/react-components'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../fault.tsx'
import { LoadingBar, LoadingRows } from '../loading.tsx'
import type { Column } from './columns.ts'
import { ListHead } from './list-head.tsx'
import { cardHeight, rowHeight, useListStyles } from './list-styles.ts'
import type { Selection } from './selection.ts'

/** What a list asks its source for; `usePages` gives it. */
export interface Pages<T> {
  readonly data: { readonly pages: readonly { readonly items: readonly T[] }[] } | undefined
  readonly error: unknown
  readonly isPending: boolean
  readonly isFetching: boolean
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  fetchNextPage(): unknown
  refetch(): unknown
}

export interface Order {
  readonly sort: string | undefined
  readonly order: 'asc' | 'desc' | undefined
  onSort(sort: string, order: 'asc' | 'desc'): void
}

interface ListProps<T> {
  /** For screen readers. */
  readonly name: string
  readonly columns: readonly Column<T>[]
  readonly idOf: (item: T) => string
  readonly pages: Pages<T>
  /** How many there are in all, where that is known. */
  readonly total?: number | undefined
  readonly order?: Order
  readonly selection?: Selection
  readonly empty: ReactNode
}

function useIsNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => innerWidth <= 640)
  useEffect(() => {
    const media = matchMedia('(max-width: 640px)')
    const listen = () => setNarrow(media.matches)
    media.addEventListener('change', listen)
    return () => media.removeEventListener('change', listen)
  }, [])
  return narrow
}

/** A list of any length: only rows in sight exist, and pages come as somebody scrolls to them. */
export function List<T>(props: ListProps<T>) {
  const { name, columns, idOf, pages, total, order, selection, empty } = props
  const styles = useListStyles()
  const frame = useRef<HTMLDivElement>(null)
  const narrow = useIsNarrow()
  const items = pages.data?.pages.flatMap(page => page.items) ?? []
  const height = narrow ? cardHeight : rowHeight
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: 12,
  })
  const rows = virtual.getVirtualItems()
  const last = rows.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= items.length - 30) fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, items.length])
  const template = `${selection ? '44px ' : ''}${columns.map(({ width }) => `minmax(${width}px, ${width}fr)`).join(' ')}`
  const width = columns.reduce((sum, column) => sum + column.width, selection ? 44 : 0)
  const grid = narrow
    ? { gridTemplateColumns: selection ? '44px minmax(0, 1fr)' : 'minmax(0, 1fr)' }
    : { gridTemplateColumns: template, minWidth: `${width}px` }
  if (pages.error) return <Fault error={pages.error} onRetry={() => void pages.refetch()} />
  const known = total ?? -1
  const rowCount = hasNextPage ? known : items.length
  const wide = narrow ? {} : { minWidth: `${width}px` }
  return (
    <div className={styles.frame} ref={frame} aria-busy={pages.isFetching}>
      {pages.isFetching && <LoadingBar />}
      {pages.isPending ? <LoadingRows /> : items.length === 0 && (hasNextPage ? <LoadingRows rows={3} /> : empty)}
      {items.length > 0 && (
        <div role="table" aria-label={name} aria-rowcount={rowCount < 0 ? -1 : rowCount + 1} style={wide}>
          <ListHead {...{ columns, grid, narrow, order, selection }} page={items.map(idOf)} />
          <div role="rowgroup" className={styles.body} style={{ height: `${virtual.getTotalSize()}px` }}>
            {rows.map(({ index, start }) => {
              const item = items[index] as T
              return (
                <Row key={idOf(item)} {...{ columns, narrow, idOf, index, height, grid, selection, item, start }} />
              )
            })}
          </div>
        </div>
      )}
    </div>
  )
}

interface RowProps<T> {
  readonly item: T
  readonly idOf: (item: T) => string
  readonly index: number
  readonly start: number
  readonly height: number
  readonly narrow: boolean
  readonly grid: React.CSSProperties
  readonly columns: readonly Column<T>[]
  readonly selection: Selection | undefined
}

/** Arrow keys go from row to row, to the same control. */
function onArrow(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key]
  if (step === undefined) return
  const row = event.currentTarget
  const among = (of: Element) => [...of.querySelectorAll<HTMLElement>('a, input, button')]
  const at = among(row).indexOf(event.target as HTMLElement)
  const next = row[step as 'nextElementSibling']
  if (at < 0 || !next) return
  event.preventDefault()
  among(next)[at]?.focus()
}

function Row<T>({ item, idOf, index, start, height, narrow, grid, columns, selection }: RowProps<T>) {
  const styles = useListStyles()
  const { t } = useTranslation()
  const id = idOf(item)
  const chosen = selection !== undefined && (selection.allMatching || selection.ids.has(id))
  const place = { ...grid, height: `${height}px`, transform: `translateY(${start}px)` }
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      onKeyDown={onArrow}
      className={mergeClasses(styles.row, chosen && styles.chosen)}
      style={place}
    >
      {selection && (
        <div role="cell" className={styles.check}>
          <Checkbox aria-label={t('list.choose')} checked={chosen} onChange={() => selection.toggle(id)} />
        </div>
      )}
      {narrow ? (
        <div role="cell" className={styles.cardCells}>
          {columns.slice(0, 5).map(column => (
            <span key={column.id}>{column.render(item)}</span>
          ))}
        </div>
      ) : (
        columns.map(column => (
          <div role="cell" key={column.id} className={styles.cell}>
            {column.render(item)}
          </div>
        ))
      )}
    </div>
  )
}
