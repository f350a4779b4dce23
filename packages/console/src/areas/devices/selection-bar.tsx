import { Button, Tooltip } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceConditions } from '../../api/generated/operations.ts'
import { ChoiceBar } from '../../parts/choice-bar.tsx'
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

interface GiveProfileProps {
  /** More devices are chosen than a profile can be given to one by one. */
  readonly mayNot: boolean
  readonly onGive: () => void
}

function GiveProfileButton({ mayNot, onGive }: GiveProfileProps) {
  const { t } = useTranslation()
  const button = (
    <Button icon={<ProfilesIcon />} disabledFocusable={mayNot} onClick={onGive}>
      {t('devices.giveProfile')}
    </Button>
  )
  if (!mayNot) return button
  return (
    <Tooltip relationship="description" content={t('devices.giveProfileFew', { count: mostGiven })}>
      {button}
    </Tooltip>
  )
}

/** What is chosen, and what can be done with it. */
export function SelectionBar({ selection, conditions, total, more }: SelectionBarProps) {
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
    <ChoiceBar name={t('list.selection')} text={t('list.chosen', { count, shown })}>
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
      {may('profile.write') && (
        <GiveProfileButton mayNot={allMatching || count > mostGiven} onGive={() => setKind('profile')} />
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
    </ChoiceBar>
  )
}
