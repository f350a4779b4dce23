import { InteractionTag, InteractionTagPrimary, InteractionTagSecondary, makeStyles } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Filter } from './filter-menu.tsx'

interface FilterChipsProps {
  readonly filters: readonly Filter[]
  readonly values: Readonly<Record<string, string>>
  readonly onRemove: (id: string) => void
}

const useStyles = makeStyles({ chips: { display: 'flex', flexWrap: 'wrap', gap: '6px' } })

/** The conditions in force, each of which can be taken away. */
export function FilterChips({ filters, values, onRemove }: FilterChipsProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const used = filters.filter(({ id }) => values[id] !== undefined)
  if (used.length === 0) return null
  const shown = ({ id, among, kind }: Filter): string => {
    const value = values[id] ?? ''
    if (kind === 'date') return value.slice(0, 10)
    return among?.find(each => each.value === value)?.title ?? value
  }
  return (
    <div className={styles.chips}>
      {used.map(filter => (
        <InteractionTag key={filter.id} size="small" value={filter.id}>
          <InteractionTagPrimary hasSecondaryAction>
            {filter.title}: {shown(filter)}
          </InteractionTagPrimary>
          <InteractionTagSecondary
            aria-label={t('list.removeFilter', { name: filter.title })}
            onClick={() => onRemove(filter.id)}
          />
        </InteractionTag>
      ))}
    </div>
  )
}
