import { makeStyles, ProgressBar, Skeleton, SkeletonItem } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'

const useStyles = makeStyles({
  bar: { position: 'sticky', top: 0, zIndex: 3 },
  rows: { display: 'grid', gap: '14px', padding: '16px' },
})

/** While a page is fetched. */
export function LoadingBar() {
  const styles = useStyles()
  const { t } = useTranslation()
  return <ProgressBar className={styles.bar} thickness="large" aria-label={t('shell.loading')} />
}

/** In place of rows that are fetched. */
export function LoadingRows({ rows = 8 }: { readonly rows?: number }) {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <Skeleton className={styles.rows} aria-label={t('shell.loading')}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows that are all alike
        <SkeletonItem key={row} size={20} />
      ))}
    </Skeleton>
  )
}
