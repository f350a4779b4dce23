import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device } from '../../api/generated/operations.ts'
import type { Column } from '../../parts/list/columns.ts'
import { QualityBadge } from '../../parts/quality-badge.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { ProfileBadge } from './badges.tsx'
import { Registrar, RegistrarConsent } from './registrar.tsx'

type TextMember =
  | 'manufacturer'
  | 'model'
  | 'groupTag'
  | 'assignedUser'
  | 'displayName'
  | 'purchaseOrder'
  | 'orderId'
  | 'productKeyId'

/** A member of the device as it is. */
const member = (t: TFunction, id: TextMember, width: number, usual = false): Column<Device> => ({
  id,
  title: t(`devices.${id}`),
  width,
  usual,
  // The service sorts by all of these but the order id.
  ...(id !== 'orderId' && { sort: id }),
  render: device => device[id],
})

const column = (
  t: TFunction,
  id: string,
  width: number,
  render: Column<Device>['render'],
  more: Pick<Column<Device>, 'sort' | 'usual'> = {},
): Column<Device> => ({ id, title: t(`devices.${id}`), width, render, ...more })

const columnsOf = (t: TFunction): Column<Device>[] => [
  column(
    t,
    'serialNumber',
    138,
    device => <TextLink to={`/devices/${device.id}`}>{device.serialNumber ?? device.id}</TextLink>,
    { sort: 'serialNumber', usual: true },
  ),
  member(t, 'manufacturer', 114, true),
  member(t, 'model', 132, true),
  member(t, 'groupTag', 105, true),
  member(t, 'assignedUser', 170),
  member(t, 'displayName', 130),
  member(t, 'purchaseOrder', 130),
  column(t, 'profile', 122, device => device.profile?.intendedProfile?.displayName, { usual: true }),
  column(t, 'profileState', 100, device => <ProfileBadge profile={device.profile} />, { usual: true }),
  column(t, 'identity', 115, device => <QualityBadge quality={device.quality} />, { usual: true }),
  column(t, 'registrar', 150, device => <Registrar registrar={device.registrar} />),
  column(t, 'consent', 110, device => <RegistrarConsent registrar={device.registrar} />),
  column(t, 'source', 150, device => t(`devices.sources.${device.source}`)),
  member(t, 'productKeyId', 140),
  member(t, 'orderId', 120),
  column(t, 'firstContact', 170, device => <Time at={device.firstContactAt} />),
  column(t, 'lastContact', 120, device => <Time at={device.lastContactAt} kind="ago" />),
  column(t, 'registeredAt', 116, device => <Time at={device.registeredAt} kind="date" />, {
    sort: 'registeredAt',
    usual: true,
  }),
  column(t, 'age', 120, device => <Time at={device.registeredAt} kind="ago" />),
]

/** The columns that a list of devices can have. */
export function useDeviceColumns(): Column<Device>[] {
  const { t } = useTranslation()
  return useMemo(() => columnsOf(t), [t])
}
