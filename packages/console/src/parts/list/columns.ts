import { type ReactNode, useState } from 'react'
import { readRemembered, remember } from '../../app/preferences.ts'

/** A column of a list. */
export interface Column<T> {
  readonly id: string
  readonly title: string
  /** Least width, px; what is left over is shared. */
  readonly width: number
  /** What the service sorts by. */
  readonly sort?: string
  /** Shown until somebody chooses. */
  readonly usual?: boolean
  render(item: T): ReactNode
}

/** The columns that are shown: chosen in this browser, in their own order. */
export function useColumns<T>(list: string, columns: readonly Column<T>[]) {
  const usual = columns.filter(column => column.usual).map(column => column.id)
  const [ids, setIds] = useState(() => readRemembered<readonly string[]>(`columns.${list}`, usual))
  const choose = (chosen: readonly string[]) => {
    remember(`columns.${list}`, chosen)
    setIds(chosen)
  }
  const [first] = columns
  const shown = columns.filter(column => column === first || ids.includes(column.id))
  return { shown, ids: shown.map(column => column.id), choose }
}
