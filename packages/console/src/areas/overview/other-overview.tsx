import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/empty.tsx'

/** For those whose pages are not there yet. */
export function OtherOverview() {
  const { t } = useTranslation()
  return <Empty title={t('overview.nothing')} text={t('overview.nothingText')} />
}
