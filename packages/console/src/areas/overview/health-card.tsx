import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { RegistryState } from '../../api/generated/operations.ts'
import { countText } from '../../parts/amount.ts'
import { Card } from '../../parts/card.tsx'
import { BadIcon, GoodIcon, WarningIcon } from '../../parts/icons.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { Measured } from '../../parts/measured.tsx'

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: '10px' },
  item: { display: 'flex', gap: '10px', alignItems: 'start' },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  warning: { color: tokens.colorStatusWarningForeground1, flexShrink: 0 },
  bad: { color: tokens.colorStatusDangerForeground1, flexShrink: 0 },
})

const icons = { good: GoodIcon, warning: WarningIcon, bad: BadIcon }

/** Whether each part works. */
export function HealthCard({ state }: { readonly state: RegistryState | undefined }) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  if (!state)
    return (
      <Card title={t('overview.health')}>
        <LoadingRows rows={3} />
      </Card>
    )
  const { delayedSignIns, parts } = state
  return (
    <Card title={t('overview.health')} actions={<Measured at={state.measuredAt} />}>
      <ul className={styles.list}>
        {parts.map(({ part, state: stands }) => {
          const Icon = icons[stands]
          return (
            <li key={part} className={styles.item}>
              <Icon className={styles[stands]} aria-hidden />
              <span>
                {t(`overview.parts.${part}`)}: {t(`overview.partStates.${part}.${stands}`)}
                {part === 'store' && ` (${state.engine}, ${state.storeMs} ms)`}
              </span>
            </li>
          )
        })}
      </ul>
      {delayedSignIns.count > 0 && (
        <span>
          {t('overview.delayedSignIns', {
            count: delayedSignIns.count,
            shown: countText(delayedSignIns, i18n.language),
          })}
        </span>
      )}
    </Card>
  )
}
