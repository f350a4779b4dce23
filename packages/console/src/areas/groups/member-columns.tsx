import { useTranslation } from 'react-i18next'
import type { Device } from '../../api/generated/operations.ts'
import type { Column } from '../../parts/list/columns.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'

const members = [
  ['manufacturer', 138],
  ['model', 132],
  ['groupTag', 116],
  ['purchaseOrder', 154],
] as const

/** Columns of the devices of a group. */
export function useMemberColumns(): Column<Device>[] {
  const { t } = useTranslation()
  return [
    {
      id: 'serialNumber',
      title: t('devices.serialNumber'),
      width: 150,
      sort: 'serialNumber',
      render: device => <TextLink to={`/devices/${device.id}`}>{device.serialNumber ?? device.id}</TextLink>,
    },
    ...members.map(([id, width]) => ({
      id,
      title: t(`devices.${id}`),
      width,
      sort: id,
      render: (device: Device) => device[id],
    })),
    {
      id: 'profile',
      title: t('devices.profile'),
      width: 132,
      render: device => device.profile?.intendedProfile?.displayName,
    },
    {
      id: 'registeredAt',
      title: t('devices.registeredAt'),
      width: 128,
      sort: 'registeredAt',
      render: device => <Time at={device.registeredAt} kind="date" />,
    },
  ]
}
