import { useEffect } from 'react'
import type { OrderDevice, OrderWithDeliveries } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import type { DeliveryText } from './delivery-fields.tsx'
import { mostDevices } from './read-devices.ts'

/** A device that is there, by its id, with what people know it by. */
const lineOf = (device: OrderDevice): string =>
  [device.deviceId, device.manufacturer, device.model, device.serialNumber ?? device.productKeyId]
    .filter(Boolean)
    .join('; ')

function textOf({ deliveries }: OrderWithDeliveries, devices: readonly OrderDevice[]): DeliveryText[] {
  const there = devices.filter(({ state, deviceId }) => deviceId && ['pending', 'registered'].includes(state))
  const linesOf = (number: string | undefined) =>
    there
      .filter(({ delivery }) => delivery === number)
      .map(lineOf)
      .join('\n')
  const named = deliveries.map(({ number, shipsOn = '' }) => ({ number, shipsOn, lines: linesOf(number) }))
  const loose = linesOf(undefined)
  return loose === '' && named.length > 0 ? named : [...named, { number: '', shipsOn: '', lines: loose }]
}

/** An order as text that can be changed: every device that it has now, by its delivery. */
export function useOrderText(tenantId: string, orderId: string, withDevices: boolean) {
  const path = { tenantId, orderId }
  const read = useRead('GET /api/v1/tenants/{tenantId}/orders/{orderId}', { path })
  const operation = 'GET /api/v1/tenants/{tenantId}/orders/{orderId}/devices'
  const pages = usePages(operation, { path }, withDevices, mostDevices)
  const devices = pages.data?.pages.flatMap(page => page.items)
  const tooMany = devices !== undefined && devices.length > mostDevices
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  const goesOn = hasNextPage && !isFetchingNextPage && !tooMany
  useEffect(() => {
    if (goesOn) void fetchNextPage()
  }, [goesOn, fetchNextPage])
  const order = read.data
  const complete = order && devices && !hasNextPage
  return {
    order,
    deliveries: !withDevices ? [] : complete ? textOf(order, devices) : undefined,
    tooMany,
    error: read.error ?? pages.error,
    retry: () => void (read.error ? read.refetch() : pages.refetch()),
  }
}
