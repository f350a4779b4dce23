import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useBlocker } from 'react-router'

/** One for each part of the page with something that is not saved. */
const guards = new Set<object>()
const isUnsaved = (): boolean => guards.size > 0

/** Asks before the page is left while something on it is not saved; a page may have several. */
export function useUnsavedGuard(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return
    const guard = {}
    guards.add(guard)
    return () => void guards.delete(guard)
  }, [unsaved])
}

/** Asks on behalf of all of them. Once, in the frame: a router takes one who asks. */
export function useUnsavedQuestion(): void {
  const { t } = useTranslation()
  const blocker = useBlocker(isUnsaved)
  useEffect(() => {
    if (blocker.state !== 'blocked') return
    // The question of the browser itself is the one that also closing the window asks.
    if (confirm(t('confirm.unsaved'))) blocker.proceed()
    else blocker.reset()
  }, [blocker, t])
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => isUnsaved() && event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [])
}
