import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/empty.tsx'
import { LinkButton } from '../../parts/link-button.tsx'

/** The home of a technician: the one thing to do, and what became of it. */
export function SubmitterOverview() {
  const { t } = useTranslation()
  return (
    <Empty
      title={t('overview.submit')}
      text={t('overview.submitText')}
      action={
        <>
          <LinkButton to="/submissions/new" appearance="primary">
            {t('overview.submit')}
          </LinkButton>
          <LinkButton to="/submissions">{t('overview.submitted')}</LinkButton>
        </>
      }
    />
  )
}
