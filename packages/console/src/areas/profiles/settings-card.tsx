import { useTranslation } from 'react-i18next'
import type { Profile } from '../../api/generated/operations.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { EditIcon } from '../../parts/icons.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'
import { experienceFlags, screenFlags } from './setting-fields.ts'

/** What a profile says. */
export function SettingsCard({ profile }: { readonly profile: Profile }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const oobe = profile.outOfBoxExperienceSetting
  const screen = profile.enrollmentStatusScreenSettings
  const yes = (on: boolean) => t(`list.${on}`)
  const edit = may('profile.write') && (
    <LinkButton to={`/profiles/${profile.id}/edit`} appearance="subtle" icon={<EditIcon />}>
      {t('shell.edit')}
    </LinkButton>
  )
  return (
    <Card title={t('profiles.settings')} actions={edit}>
      <Facts
        facts={[
          [t('profiles.description'), profile.description ?? undefined],
          [t('profiles.isDefault'), yes(profile.isDefault)],
          [t('profiles.usage'), t(`profiles.usages.${oobe.deviceUsageType}`)],
          [t('profiles.joinMethod'), t(`profiles.joinMethods.${profile.joinMethod}`)],
          [t('profiles.template'), profile.deviceNameTemplate ?? undefined],
          [t('profiles.deviceType'), t(`profiles.deviceTypes.${profile.deviceType}`)],
          [t('profiles.userType'), t(`profiles.userTypes.${oobe.userType}`)],
          [t('profiles.locale'), profile.locale || t('profiles.userChooses')],
          ...experienceFlags.map(flag => [t(`profiles.${flag}`), yes(oobe[flag])] as const),
          [t('profiles.preprovisioningAllowed'), yes(profile.preprovisioningAllowed)],
          [t('profiles.showStatusScreen'), yes(screen !== null)],
          ...(screen ? screenFlags.map(flag => [t(`profiles.${flag}`), yes(screen[flag])] as const) : []),
          ...(screen ? [[t('profiles.timeout'), String(screen.installProgressTimeoutInMinutes)] as const] : []),
          [t('profiles.updatedAt'), <Time key="at" at={profile.updatedAt} />],
        ]}
      />
    </Card>
  )
}
