import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { OrderDevice } from '../../api/generated/operations.ts'
import type { Column } from '../../parts/list/columns.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'

export const orderDeviceStates = ['waiting', 'pending', 'registered', 'released', 'returned'] as const

const colors: Partial<Record<OrderDevice['state'], 'success' | 'warning'>> = {
  registered: 'success',
  pending: 'success',
  waiting: 'warning',
}

/** Columns of the devices of an order, as they are now. */
export function useOrderDeviceColumns(): Column<OrderDevice>[] {
  const { t } = useTranslation()
  const isTenant = useSession().me.organization.kind === 'tenant'
  const name = (device: OrderDevice) => device.serialNumber ?? device.productKeyId ?? device.deviceId ?? ''
  return [
    {
      id: 'serialNumber',
      title: t('devices.serialNumber'),
      width: 150,
      render: device =>
        isTenant && device.deviceId && ['pending', 'registered'].includes(device.state) ? (
          <TextLink to={`/devices/${device.deviceId}`}>{name(device)}</TextLink>
        ) : (
          name(device)
        ),
    },
    {
      id: 'state',
      title: t('orders.state'),
      width: 190,
      render: ({ state }) => (
        <Badge appearance="tint" color={colors[state] ?? 'informative'}>
          {t(`orders.states.${state}`)}
        </Badge>
      ),
    },
    { id: 'delivery', title: t('orders.delivery'), width: 100, render: device => device.delivery },
    { id: 'shipsOn', title: t('orders.shipsOn'), width: 110, render: device => device.shipsOn },
    { id: 'model', title: t('devices.model'), width: 130, render: device => device.model },
    { id: 'groupTag', title: t('devices.groupTag'), width: 110, render: device => device.groupTag },
    {
      id: 'registeredAt',
      title: t('devices.registeredAt'),
      width: 130,
      render: device => <Time at={device.registeredAt} kind="date" />,
    },
  ]
}
