type Intent = 'success' | 'error' | 'info'

/** Something to be said in a corner of the window. */
interface Notice {
  readonly text: string
  readonly intent: Intent
}

const waiting: Notice[] = []
const listeners = new Set<() => void>()

/** Tells when there is something to say. @returns what ends that. */
export function onNotice(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** What is to be said, once. */
export const takeNotices = (): Notice[] => waiting.splice(0)

function notify(text: string, intent: Intent = 'success'): void {
  waiting.push({ text, intent })
  for (const listener of listeners) listener()
}

/** Says in a corner of the window what has happened. What shows it is fetched at the first time. */
export const useNotify = () => notify
