import { useSearchParams } from 'react-router'

/** Conditions and order of a list as they stand in the address, so that they can be sent to somebody. */
export function useListQuery() {
  const [search, setSearch] = useSearchParams()
  const values: Record<string, string> = Object.fromEntries(search)
  const change = (next: Readonly<Record<string, string | undefined>>) =>
    setSearch(
      before => {
        const after = new URLSearchParams(before)
        for (const [name, value] of Object.entries(next))
          if (value === undefined || value === '') after.delete(name)
          else after.set(name, value)
        return after
      },
      { replace: true },
    )
  return { values, text: search.toString(), change, replace: (text: string) => setSearch(new URLSearchParams(text)) }
}
