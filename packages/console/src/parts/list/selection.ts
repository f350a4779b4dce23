import { useCallback, useState } from 'react'

/** What is chosen in a list: single rows, or everything that meets the conditions. */
export interface Selection {
  readonly ids: ReadonlySet<string>
  readonly allMatching: boolean
  toggle(id: string): void
  togglePage(ids: readonly string[]): void
  chooseAll(): void
  clear(): void
}

/** Keeps what is chosen while pages come and go. */
export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [allMatching, setAllMatching] = useState(false)
  const change = useCallback((work: (next: Set<string>) => void) => {
    setAllMatching(false)
    setIds(before => {
      const next = new Set(before)
      work(next)
      return next
    })
  }, [])
  return {
    ids,
    allMatching,
    toggle: id => change(next => void (next.delete(id) || next.add(id))),
    togglePage: page =>
      change(next => {
        const all = page.every(id => next.has(id))
        for (const id of page) all ? next.delete(id) : next.add(id)
      }),
    chooseAll: () => setAllMatching(true),
    clear: () => change(next => next.clear()),
  }
}
