import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { DeviceProfileState } from '../../api/generated/operations.ts'

const colors = {
  assignedInSync: 'success',
  pending: 'informative',
  failed: 'danger',
  notAssigned: 'warning',
} as const

const colorOf = (value: string) =>
  (colors as Record<string, (typeof colors)[keyof typeof colors]>)[value] ?? 'informative'

/** Whether the device has been told its profile. */
export function ProfileBadge({ profile }: { readonly profile: Pick<DeviceProfileState, 'status'> | undefined }) {
  const { t } = useTranslation()
  if (!profile) return null
  return (
    <Badge appearance="tint" color={colorOf(profile.status)}>
      {t(`devices.profileStatus.${profile.status}`)}
    </Badge>
  )
}
