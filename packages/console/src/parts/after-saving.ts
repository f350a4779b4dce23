import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useNotify } from './notify.ts'
import { useUnsavedGuard } from './unsaved.ts'

/**
 * Asks before a form with unsaved work is left; once it is saved, goes where that can be seen. The order counts: the guard has to know
 * first that nothing is unsaved any more.
 */
export function useGoAfterSaving(unsaved: boolean, savedAt: string | undefined): void {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const notify = useNotify()
  useUnsavedGuard(unsaved && savedAt === undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is saved
  useEffect(() => {
    if (savedAt === undefined) return
    notify(t('shell.saved'))
    void client.invalidateQueries()
    void navigate(savedAt, { replace: true })
  }, [savedAt])
}
