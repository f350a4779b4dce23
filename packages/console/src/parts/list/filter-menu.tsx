import {
  Badge,
  Button,
  Field,
  Input,
  makeStyles,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  Select,
} from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { FilterIcon } from '../icons.ts'

/** A condition that a list can have. */
export interface Filter {
  readonly id: string
  readonly title: string
  /** Values to choose from; absent: any text; `date`: a day. */
  readonly among?: readonly { readonly value: string; readonly title: string }[]
  readonly kind?: 'date'
}

interface FilterMenuProps {
  readonly filters: readonly Filter[]
  readonly values: Readonly<Record<string, string>>
  readonly onChange: (change: Record<string, string | undefined>) => void
}

const useStyles = makeStyles({
  surface: { maxHeight: '70vh', overflowY: 'auto' },
  form: {
    display: 'grid',
    gap: '10px',
    gridTemplateColumns: 'repeat(2, minmax(160px, 1fr))',
    '@media (max-width: 480px)': { gridTemplateColumns: '1fr' },
  },
  foot: { gridColumn: '1 / -1' },
})

function FilterField({
  filter,
  value,
  onChange,
}: {
  readonly filter: Filter
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const { t } = useTranslation()
  if (!filter.among)
    return (
      <Field label={filter.title}>
        <Input
          type={filter.kind === 'date' ? 'date' : 'text'}
          value={filter.kind === 'date' ? value.slice(0, 10) : value}
          onChange={(_, data) =>
            onChange(filter.kind === 'date' && data.value !== '' ? `${data.value}T00:00:00Z` : data.value)
          }
        />
      </Field>
    )
  return (
    <Field label={filter.title}>
      <Select value={value} onChange={(_, data) => onChange(data.value)}>
        <option value="">{t('list.any')}</option>
        {filter.among.map(({ value: each, title }) => (
          <option key={each} value={each}>
            {title}
          </option>
        ))}
      </Select>
    </Field>
  )
}

/** All conditions of a list, each with its field. */
export function FilterMenu({ filters, values, onChange }: FilterMenuProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const used = filters.filter(({ id }) => values[id] !== undefined)
  return (
    <Popover trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<FilterIcon />}>
          {t('list.filter')} {used.length > 0 && <Badge size="small">{used.length}</Badge>}
        </Button>
      </PopoverTrigger>
      <PopoverSurface className={styles.surface} aria-label={t('list.filter')}>
        <form className={styles.form} onSubmit={event => event.preventDefault()}>
          {filters.map(filter => (
            <FilterField
              key={filter.id}
              filter={filter}
              value={values[filter.id] ?? ''}
              onChange={value => onChange({ [filter.id]: value })}
            />
          ))}
          <Button
            className={styles.foot}
            disabled={used.length === 0}
            onClick={() => onChange(Object.fromEntries(filters.map(({ id }) => [id, undefined])))}
          >
            {t('list.clearFilters')}
          </Button>
        </form>
      </PopoverSurface>
    </Popover>
  )
}
