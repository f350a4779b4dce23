import { mergeClasses } from '@fluentui/react-components'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../fault.tsx'
import { LoadingBar, LoadingRows } from '../loading.tsx'
import type { Column } from './columns.ts'
import { type Exportable, useOfferExport } from './export.tsx'
import { ListHead } from './list-head.tsx'
import { cardHeight, rowHeight, useListStyles } from './list-styles.ts'
import type { Selection } from './selection.ts'

/** What a list asks its source for; `usePages` gives it. */
export interface Pages<T> {
  /** The pages that are kept, each with the number of items before it. */
  readonly data: { readonly pages: readonly { readonly items: readonly T[]; readonly start: number }[] } | undefined
  readonly error: unknown
  readonly isPending: boolean
  readonly isFetching: boolean
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  fetchNextPage(): unknown
  readonly isFetchingPreviousPage: boolean
  fetchPreviousPage(): unknown
  goBackTo(index: number): Promise<unknown>
  refetch(): unknown
  readAll(signal: AbortSignal): AsyncIterable<readonly T[]>
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
  /** Whether somebody may save the rows as a file; true when absent. */
  readonly exported?: boolean
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

/** Where the columns stand. */
function useGrid<T>(columns: readonly Column<T>[], narrow: boolean, selectable: boolean) {
  return useMemo(() => {
    const width = columns.reduce((sum, column) => sum + column.width, selectable ? 44 : 0)
    if (narrow) return { width, grid: { gridTemplateColumns: selectable ? '44px minmax(0, 1fr)' : 'minmax(0, 1fr)' } }
    const template = columns.map(column => `minmax(${column.width}px, ${column.width}fr)`).join(' ')
    const gridTemplateColumns = selectable ? `44px ${template}` : template
    return { width, grid: { gridTemplateColumns, minWidth: `${width}px` } }
  }, [columns, narrow, selectable])
}

/** The next page is fetched when so many items are left below. */
const mostAhead = 200
/** Items before those that are kept, by which somebody has gone back, that are fetched page by page. */
const mostFetchedBack = 300

/** Fetches what comes into sight. @param first of the items in sight. @param last of them. */
function useFetching<T>(pages: Pages<T>, first: number, last: number, start: number, end: number): void {
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isFetchingPreviousPage, fetchPreviousPage, goBackTo } = pages
  const going = useRef(false)
  useEffect(() => {
    // Never so early that the pages to be let go for the next are those in sight.
    const ahead = Math.min(mostAhead, (end - start) / 3)
    if (hasNextPage && !isFetchingNextPage && !isFetchingPreviousPage && last >= end - ahead) fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isFetchingPreviousPage, fetchNextPage, last, start, end])
  useEffect(() => {
    if (first >= start || isFetchingPreviousPage || isFetchingNextPage || going.current) return
    if (start - first <= mostFetchedBack) return void fetchPreviousPage()
    going.current = true
    void goBackTo(first)
      // What could not be fetched is asked for again by the next step of scrolling.
      .catch(() => undefined)
      .finally(() => {
        going.current = false
      })
  }, [first, start, isFetchingPreviousPage, isFetchingNextPage, fetchPreviousPage, goBackTo])
}

/** A list of any length: only rows in sight exist, pages come as somebody scrolls to them, and so many of them are kept. */
export function List<T>(props: ListProps<T>) {
  const { name, columns, idOf, pages, total, order, selection, exported = true, empty } = props
  const styles = useListStyles()
  const { t } = useTranslation()
  const frame = useRef<HTMLDivElement>(null)
  const narrow = useIsNarrow()
  const items = useMemo(() => pages.data?.pages.flatMap(page => page.items) ?? [], [pages.data])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what makes an id of an item is the same for all items of a list
  const loaded = useMemo(() => items.map(idOf), [items])
  useOfferExport(exported && items.length > 0 ? (pages.readAll as Exportable['readAll']) : undefined)
  const begin = pages.data?.pages[0]?.start ?? 0
  const end = begin + items.length
  const height = narrow ? cardHeight : rowHeight
  const virtual = useVirtualizer({
    count: end,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: 12,
  })
  const rows = virtual.getVirtualItems()
  useFetching(pages, rows[0]?.index ?? begin, rows.at(-1)?.index ?? 0, begin, end)
  const { grid, width } = useGrid(columns, narrow, selection !== undefined)
  if (pages.error) return <Fault error={pages.error} onRetry={() => void pages.refetch()} />
  const known = total ?? -1
  const label = t('list.choose')
  const { hasNextPage } = pages
  const rowCount = hasNextPage ? known : end
  const wide = narrow ? {} : { minWidth: `${width}px` }
  return (
    <div className={styles.frame} ref={frame} aria-busy={pages.isFetching}>
      {pages.isFetching && <LoadingBar />}
      {pages.isPending ? <LoadingRows /> : items.length === 0 && (hasNextPage ? <LoadingRows rows={3} /> : empty)}
      {items.length > 0 && (
        <div role="table" aria-label={name} aria-rowcount={rowCount < 0 ? -1 : rowCount + 1} style={wide}>
          <ListHead {...{ columns, grid, narrow, order, selection }} page={loaded} />
          <div role="rowgroup" className={styles.body} style={{ height: `${virtual.getTotalSize()}px` }}>
            {rows.map(({ index, start }) => {
              const item = items[index - begin]
              // Pages before those that are kept are on their way.
              if (item === undefined) return null
              return (
                <Row
                  key={loaded[index - begin]}
                  {...{ columns, narrow, idOf, index, height, grid, selection, item, start, label }}
                />
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
  /** What choosing a row is called. */
  readonly label: string
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

function PlainRow<T>({ item, idOf, index, start, height, narrow, grid, columns, selection, label }: RowProps<T>) {
  const styles = useListStyles()
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
          {/* The browser's own: rows come and go by the dozen in each frame of scrolling. */}
          <input
            type="checkbox"
            className={styles.box}
            aria-label={label}
            checked={chosen}
            onChange={() => selection.toggle(id)}
          />
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

/** Drawn again only when something of it has changed, not with each step of scrolling. */
const Row = memo(PlainRow) as typeof PlainRow
