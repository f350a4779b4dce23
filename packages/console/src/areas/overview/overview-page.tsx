import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../../parts/page.tsx'
import { useSession } from '../../session/session.ts'

/** What needs somebody, and how things stand. */
export function OverviewPage({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const { profile } = useSession()
  return <Page title={t('overview.title', { name: profile.organizationName })}>{children}</Page>
}
