import { Field, Link, Select } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/use-api.ts'
import { Fault } from '../../parts/fault.tsx'

/** Most makers that are offered; the directory shows all. */
const most = 1000

interface MakerSelectProps {
  readonly value: string
  readonly onChange: (makerId: string) => void
}

/** Chooses a maker with a desk from the directory of participants. A maker that a link named stays on offer, published or not. */
export function MakerSelect({ value, onChange }: MakerSelectProps) {
  const { t } = useTranslation()
  const read = useRead('GET /api/v1/participants', { query: { desk: true, limit: most } })
  const makers = read.data?.items ?? []
  const isListed = value === '' || makers.some(({ id }) => id === value)
  const named = useRead('GET /api/v1/partners/{partnerId}', { path: { partnerId: value } }, { enabled: !isListed })
  if (read.error) return <Fault error={read.error} onRetry={() => void read.refetch()} />
  const hint = (
    <>
      {t(read.data && makers.length === 0 ? 'desk.noMakers' : 'desk.makerHint')}{' '}
      <Link href="/participants" target="_blank" rel="noopener" inline>
        {t('desk.directory')}
      </Link>
    </>
  )
  return (
    <Field label={t('desk.maker')} hint={hint} required>
      <Select value={value} onChange={(_, data) => onChange(data.value)}>
        <option value="">{t('desk.chooseMaker')}</option>
        {!isListed && <option value={value}>{named.data?.name ?? value}</option>}
        {makers.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  )
}
