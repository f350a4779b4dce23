import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { GoodIcon, WarningIcon } from '../../parts/icons.ts'
import { TextLink } from '../../parts/text-link.tsx'

interface Need {
  readonly id: string
  readonly count: number
  /** Whether there are more than were counted. */
  readonly more?: boolean
  /** Where they are listed. */
  readonly to: string
}

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: '10px' },
  item: { display: 'flex', gap: '10px', alignItems: 'start' },
  warning: { color: tokens.colorStatusWarningForeground1, flexShrink: 0 },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
})

/** What waits for somebody, each leading there; those of which there are none are left out. */
export function NeedsList({ items }: { readonly items: readonly Need[] }) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const present = items.filter(item => item.count > 0)
  if (present.length === 0)
    return (
      <div className={styles.item}>
        <GoodIcon className={styles.good} aria-hidden /> {t('overview.allGood')}
      </div>
    )
  return (
    <ul className={styles.list}>
      {present.map(({ id, count, more, to }) => (
        <li key={id} className={styles.item}>
          <WarningIcon className={styles.warning} aria-hidden />
          <TextLink to={to}>
            {t(`overview.needs.${id}`, { count, shown: count.toLocaleString(i18n.language) + (more ? '+' : '') })}
          </TextLink>
        </li>
      ))}
    </ul>
  )
}
