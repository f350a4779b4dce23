import { useTranslation } from 'react-i18next'
import { LinkButton } from '../parts/link-button.tsx'
import { Page } from '../parts/page.tsx'

/** For addresses that lead nowhere, or where the person may not go; nobody learns which. */
export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('shell.notFound')} text={t('shell.notFoundText')}>
      <div>
        <LinkButton to="/" appearance="primary">
          {t('shell.toOverview')}
        </LinkButton>
      </div>
    </Page>
  )
}
