export {
  type Delivery,
  getOrder,
  listOrders,
  type Order,
  type OrderFilter,
} from './list-orders.ts'
export {
  exportOrderItems,
  getOrderTransaction,
  listOrderItems,
  listOrderTransactions,
  type OrderItemResult,
  type OrderTransactionFilter,
  toItemResult,
} from './list-transactions.ts'
export {
  countOrderDevices,
  exportOrderDevices,
  listOrderDevices,
  type OrderDevice,
  type OrderDeviceFilter,
  type OrderDeviceState,
  orderDeviceStates,
} from './order-devices.ts'
export type { DeliveryInput, OrderInput, OrderRequest } from './request.ts'
export { runOrder } from './run.ts'
export { type OrderPreview, previewOrder, submitOrder } from './submit.ts'
export {
  type OrderItem,
  type OrderItemStatus,
  type OrderTransaction,
  type OrderVerb,
  orderItemStatuses,
  orderVerbs,
} from './transaction.ts'
export { type OrderUpload, previewOrderUpload, uploadOrder } from './upload.ts'
