import { Button } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'

interface MoreButtonProps {
  readonly pages: { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean; fetchNextPage(): unknown }
}

/** Fetches the next page of a short list; nothing when there is none. */
export function MoreButton({ pages }: MoreButtonProps) {
  const { t } = useTranslation()
  if (!pages.hasNextPage) return null
  return (
    <Button size="small" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
      {t('list.showMore')}
    </Button>
  )
}
