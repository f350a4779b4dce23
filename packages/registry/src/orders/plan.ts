import type { Permission, Principal } from '../organizations/index.ts'
import type { OrdersTable, OrderTransactionsTable } from '../store/index.ts'
import type { CheckedRequest } from './request.ts'
import type { OrderItem } from './transaction.ts'

/** What a request would do, device by device, in the state that was looked at. */
export interface Plan {
  readonly items: readonly OrderItem[]
  /** Rows to be registered, in the order of their `row`. */
  readonly register: readonly object[]
  /** The order that it is about; absent for one that is to be made, and where there is none. */
  readonly order?: OrdersTable
  readonly voids?: OrderTransactionsTable
}

/** Whose request is planned. */
export interface Asking {
  readonly principal: Principal
  readonly partnerId: string
  readonly tenantId: string
  readonly request: CheckedRequest
}

/** What each verb needs, beside live consent: whoever takes devices away must be allowed to release, whoever adds to register. */
export const verbPermissions: Record<CheckedRequest['verb'], readonly Permission[]> = {
  enrol: ['device.register'],
  return: ['device.release'],
  void: ['device.release'],
  override: ['device.release', 'device.register'],
}
