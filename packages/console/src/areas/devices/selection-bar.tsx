import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceConditions } from '../../api/generated/operations.ts'
import { DeleteIcon, ProfilesIcon, TagIcon } from '../../parts/icons.ts'
import type { Selection } from '../../parts/list/selection.ts'
import { useSession } from '../../session/session.ts'
import { BulkDialog } from './bulk-dialog.tsx'
import { GiveProfileDialog, mostGiven } from './give-profile-dialog.tsx'

interface SelectionBarProps {
  readonly selection: Selection
  readonly conditions: DeviceConditions
  /** Undefined where all that match cannot be named by conditions. */
  readonly total: number | undefined
  /** There are more than `total`, which were not counted. */
  readonly more: boolean
}

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '8px',
    padding: '8px 14px',
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorNeutralForeground1,
    border: `1px solid ${tokens.colorBrandStroke2}`,
  },
  count: { fontWeight: 600, marginRight: 'auto' },
})

/** What is chosen, and what can be done with it. */
export function SelectionBar({ selection, conditions, total, more }: SelectionBarProps) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const [kind, setKind] = useState<'change' | 'release' | 'profile'>()
  const { ids, allMatching } = selection
  const count = allMatching ? Math.max(total ?? 0, ids.size) : ids.size
  const say = (number: number, plus: boolean) => number.toLocaleString(i18n.language) + (plus ? '+' : '')
  const shown = say(count, allMatching && more)
  const targets = allMatching ? { filter: conditions } : { deviceIds: [...ids] }
  const mayChange = may('device.tag') || may('device.assign') || may('device.write')
  if (count === 0) return null
  return (
    <section className={styles.bar} aria-label={t('list.selection')}>
      <span className={styles.count} aria-live="polite">
        {t('list.chosen', { count, shown })}
      </span>
      {!allMatching && total !== undefined && (more || total > ids.size) && (
        <Button appearance="transparent" onClick={selection.chooseAll}>
          {t('list.chooseAll', { shown: say(total, more) })}
        </Button>
      )}
      {mayChange && (
        <Button icon={<TagIcon />} onClick={() => setKind('change')}>
          {t('devices.change')}
        </Button>
      )}
      {may('profile.write') && !allMatching && count <= mostGiven && (
        <Button icon={<ProfilesIcon />} onClick={() => setKind('profile')}>
          {t('devices.giveProfile')}
        </Button>
      )}
      {may('device.release') && (
        <Button icon={<DeleteIcon />} onClick={() => setKind('release')}>
          {t('devices.release')}
        </Button>
      )}
      <Button appearance="subtle" onClick={selection.clear}>
        {t('list.clear')}
      </Button>
      {kind === 'profile' && <GiveProfileDialog deviceIds={[...ids]} onClose={() => setKind(undefined)} />}
      {kind && kind !== 'profile' && <BulkDialog {...{ kind, targets, count }} onClose={() => setKind(undefined)} />}
    </section>
  )
}
