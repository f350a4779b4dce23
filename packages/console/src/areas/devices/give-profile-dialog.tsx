import { Field, Radio, RadioGroup, Select } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useProfiles } from '../../parts/rules.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useTenantId } from '../../session/session.ts'

/** Devices that are given a profile in one call. */
export const mostGiven = 1000

interface GiveProfileDialogProps {
  readonly deviceIds: readonly string[]
  /** The profile that a single device was given by name. */
  readonly given?: string | undefined
  readonly onClose: () => void
}

/** Gives devices a profile by name, which counts before all that comes by groups, or takes it back. */
export function GiveProfileDialog({ deviceIds, given, onClose }: GiveProfileDialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const tenantId = useTenantId()
  const profiles = useProfiles()
  const [profileId, setProfileId] = useState(given ?? '')
  const [way, setWay] = useState<'assign' | 'unassign'>('assign')
  const count = deviceIds.length
  const mayTakeBack = count > 1 || given !== undefined
  const save = () =>
    deed(
      call(`POST /api/v1/tenants/{tenantId}/profiles/{profileId}/${way}`, {
        path: { tenantId, profileId },
        body: { deviceIds },
      }),
      t(way === 'assign' ? 'devices.profileGiven' : 'devices.profileTaken'),
    )
  return (
    <FormDialog
      title={t('devices.giveProfileTo', { count })}
      deed={t(way === 'assign' ? 'devices.giveProfile' : 'devices.takeProfile')}
      ready={profileId !== '' && (way === 'unassign' || profileId !== given)}
      onSubmit={save}
      onClose={onClose}
    >
      <span>{t('devices.giveProfileText')}</span>
      {mayTakeBack && (
        <RadioGroup
          aria-label={t('devices.giveProfileTo', { count })}
          value={way}
          onChange={(_, { value }) => {
            setWay(value as typeof way)
            if (given !== undefined) setProfileId(given)
          }}
        >
          <Radio value="assign" label={t('devices.giveProfile')} />
          <Radio value="unassign" label={t('devices.takeProfileText')} />
        </RadioGroup>
      )}
      <Field label={t('devices.profile')} required>
        <Select
          value={profileId}
          disabled={way === 'unassign' && given !== undefined}
          onChange={(_, { value }) => setProfileId(value)}
        >
          <option value="">{t('devices.chooseProfile')}</option>
          {profiles.map(({ id, displayName }) => (
            <option key={id} value={id}>
              {displayName}
            </option>
          ))}
        </Select>
      </Field>
      {profiles.length === 0 && <TextLink to="/profiles/new">{t('devices.makeProfile')}</TextLink>}
    </FormDialog>
  )
}
