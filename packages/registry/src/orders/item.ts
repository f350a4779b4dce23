import type { Outcome } from '../registration/index.ts'
import type { OrderItem } from './transaction.ts'

/** Of one result of a registration, the item that it comes to. */
export function toItem(
  position: number,
  row: number,
  result: Omit<Outcome, 'position'>,
  delivery: string | undefined,
): OrderItem {
  const { status, deviceId, code, message, field, warnings, serialNumber, productKeyId } = result
  return {
    position,
    action: 'enrol',
    status: status === 'rejected' ? 'refused' : status,
    row,
    ...(delivery !== undefined && { delivery }),
    ...(deviceId !== undefined && { deviceId }),
    ...(serialNumber !== undefined && { serialNumber }),
    ...(productKeyId !== undefined && { productKeyId }),
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(field !== undefined && { field }),
    ...(warnings !== undefined && { warnings }),
  }
}
