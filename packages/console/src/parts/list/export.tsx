import { Button } from '@fluentui/react-components'
import { createContext, useContext, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AnswerTable } from '../csv.ts'
import { DownloadIcon } from '../icons.ts'
import { useNotify } from '../notify.ts'

/** Rows that somebody may want as a file. */
export interface Exportable {
  /** Reads all of them from the first on, by the conditions of the list. */
  readAll(signal: AbortSignal): AsyncIterable<readonly object[]>
}

/** A page takes here what the list on it has to offer. */
export const ExportContext = createContext<(offer: Exportable | undefined) => void>(() => undefined)

/** Offers the rows of a list to the page that it is on. @param readAll absent: it has nothing to offer. */
export function useOfferExport(readAll: Exportable['readAll'] | undefined): void {
  const offer = useContext(ExportContext)
  const latest = useRef(readAll)
  latest.current = readAll
  const has = readAll !== undefined
  useEffect(() => {
    if (!has) return
    offer({
      async *readAll(signal) {
        if (latest.current) yield* latest.current(signal)
      },
    })
    return () => offer(undefined)
  }, [offer, has])
}

/** Saves the rows of a list as a file; says how far it is, and can be stopped. */
export function ExportButton({ of, name }: { readonly of: Exportable; readonly name: string }) {
  const { t } = useTranslation()
  const notify = useNotify()
  const [done, setDone] = useState<number>()
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  const save = async () => {
    const control = new AbortController()
    stop.current = control
    const table = new AnswerTable()
    setDone(0)
    try {
      for await (const items of of.readAll(control.signal)) {
        for (const item of items) table.add(item)
        setDone(table.count)
      }
      table.save(`${name}.csv`)
    } catch (error) {
      if (!control.signal.aborted) notify(error instanceof Error ? error.message : String(error), 'error')
    } finally {
      setDone(undefined)
    }
  }
  return (
    <Button
      appearance="subtle"
      icon={<DownloadIcon />}
      onClick={() => (done === undefined ? void save() : stop.current?.abort())}
    >
      {done === undefined ? t('list.export') : t('list.exporting', { count: done })}
    </Button>
  )
}
