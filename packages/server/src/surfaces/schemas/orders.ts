import { orderDeviceStates, orderItemStatuses, orderVerbs } from '@hailport/registry'
import Type from 'typebox'
import { closed, Id, nullable, ref, Time, text } from './common.ts'

export const orderVerb = Type.Enum([...orderVerbs])
export const orderTransactionState = Type.Enum(['running', 'held', 'finished'])
export const orderItemStatus = Type.Enum([...orderItemStatuses])
export const orderDeviceState = Type.Enum([...orderDeviceStates])

const CalendarDate = Type.String({ maxLength: 10, description: 'A date such as 2031-01-31.' })

const Devices = Type.Array(
  Type.Unsafe<unknown>({
    type: 'object',
    description:
      'A NewDevice; to return or to keep a device, its deviceId will do, and to return one, its serialNumber alone if no other of yours has it.',
  }),
)

const OrderSaid = closed(
  {
    number: text(100, 'Your own number of the order: once for a customer.'),
    purchaseOrder: Type.Optional(nullable(text(512, 'Of the customer. Devices get it that have none of their own.'))),
    orderedOn: Type.Optional(nullable(CalendarDate)),
    shipTo: Type.Optional(nullable(text(500))),
  },
  { $id: 'OrderSaid', description: 'What is said of an order. Absent: stays; null: cleared, by override.' },
)

const DeliverySaid = closed(
  {
    number: text(100),
    shipsOn: Type.Optional(nullable(CalendarDate)),
    devices: Type.Optional(Devices),
  },
  { $id: 'DeliverySaid' },
)

export const NewOrderTransaction = closed(
  {
    transactionId: Type.Optional(
      text(100, 'Your own id: the same request under it has one effect. A dry run needs none.'),
    ),
    verb: orderVerb,
    order: Type.Optional(ref(OrderSaid)),
    deliveries: Type.Optional(Type.Array(ref(DeliverySaid))),
    devices: Type.Optional(Devices),
    purchaseOrder: Type.Optional(text(512, 'Of a return: every device of it that you registered for this customer.')),
    voids: Type.Optional(text(100, 'Of a void: the transactionId of what is to be taken back.')),
    onMissingConsent: Type.Optional(
      Type.Enum(['hold', 'refuse'], { description: 'Of an enrolment: whether devices may wait for the consent.' }),
    ),
    reason: Type.Optional(text(1000, 'Stands in the journal.')),
    dryRun: Type.Optional(Type.Boolean({ description: 'Say what would be done, and do nothing.' })),
    confirmationToken: Type.Optional(text(2000, 'Of the dry run. Enrolments do without.')),
  },
  {
    $id: 'NewOrderTransaction',
    examples: [
      {
        transactionId: 'ERP-2031-000417',
        verb: 'enrol',
        order: { number: 'SO-4711', purchaseOrder: 'PO-88', orderedOn: '2031-01-10' },
        deliveries: [{ number: '1', shipsOn: '2031-01-31', devices: [{ productKeyId: '1234567890123' }] }],
      },
    ],
  },
)

const uploadOptions = {
  number: text(100, 'Your own number of the order: once for a customer.'),
  purchaseOrder: Type.Optional(text(512, 'Of the customer. Devices get it that have none of their own.')),
  orderedOn: Type.Optional(CalendarDate),
  shipTo: Type.Optional(text(500)),
  delivery: Type.Optional(text(100, 'Number of the delivery that has all of these devices.')),
  shipsOn: Type.Optional(CalendarDate),
  groupTag: Type.Optional(text(512, 'For devices without one of their own.')),
  onMissingConsent: Type.Optional(Type.Enum(['hold', 'refuse'])),
}

export const OrderUploadQuery = closed({
  ...uploadOptions,
  transactionId: text(100, 'Your own id: the same upload under it has one effect.'),
  reason: Type.Optional(text(1000, 'Stands in the journal.')),
})

export const OrderUploadDryRunQuery = closed(uploadOptions)

const Counts = Type.Record(Type.String(), Type.Integer(), { description: 'Devices by status.' })

export const OrderItem = Type.Object(
  {
    position: Type.Integer({
      description:
        'From 0: devices of the request in its order, those of no delivery first; then devices that it took off.',
    }),
    action: Type.Enum(['enrol', 'keep', 'return', 'withdraw', 'detach', 'restore']),
    status: orderItemStatus,
    delivery: Type.Optional(Type.String()),
    deviceId: Type.Optional(Id),
    serialNumber: Type.Optional(Type.String()),
    productKeyId: Type.Optional(Type.String()),
    code: Type.Optional(Type.String({ description: 'Of the error catalogue.' })),
    message: Type.Optional(Type.String()),
    remedy: Type.Optional(Type.String()),
    field: Type.Optional(Type.String()),
    warnings: Type.Optional(Type.Array(Type.Object({ code: Type.String(), message: Type.String() }))),
  },
  { $id: 'OrderItem', description: 'What became of one device, or would.' },
)

export const OrderPreview = Type.Object(
  {
    verb: orderVerb,
    total: Type.Integer(),
    counts: Counts,
    items: Type.Array(ref(OrderItem), { description: 'Up to 1,000; of more, those that would be refused come first.' }),
    itemsOmitted: Type.Optional(Type.Integer({ description: 'How many items are not shown; absent when all are.' })),
    confirmation: Type.Optional(
      Type.Object(
        { token: Type.String(), expiresAt: Time },
        {
          description:
            'Absent where nothing would be done, and where a list for override has rows that cannot be taken.',
        },
      ),
    ),
  },
  { $id: 'OrderPreview', description: 'What a request would do.' },
)

export const OrderTransaction = Type.Object(
  {
    id: Id,
    transactionId: Type.String(),
    verb: orderVerb,
    state: orderTransactionState,
    result: Type.Optional(Type.Enum(['complete', 'complete_with_errors', 'error'])),
    orderId: Type.Optional(Id),
    purchaseOrder: Type.Optional(Type.String()),
    batchId: Type.Optional(Id),
    voids: Type.Optional(Id),
    voidedBy: Type.Optional(Id),
    reason: Type.Optional(Type.String()),
    total: Type.Integer(),
    counts: Counts,
    createdBy: Type.Object({ kind: Type.String(), id: Type.String() }),
    createdAt: Time,
    finishedAt: Type.Optional(Time),
  },
  {
    $id: 'OrderTransaction',
    description: 'What a partner asked to be done. held: done but for devices that wait for the consent.',
  },
)

const orderMembers = {
  id: Id,
  tenantId: Id,
  partner: Type.Object({ id: Id, name: Type.Optional(Type.String()) }),
  number: Type.String(),
  purchaseOrder: Type.Optional(Type.String()),
  orderedOn: Type.Optional(Type.String()),
  shipTo: Type.Optional(Type.String()),
  createdAt: Time,
  updatedAt: Time,
}

export const Order = Type.Object(orderMembers, { $id: 'Order', description: 'An order of a customer with a partner.' })

export const OrderWithDeliveries = Type.Object(
  {
    ...orderMembers,
    deliveries: Type.Array(Type.Object({ number: Type.String(), shipsOn: Type.Optional(Type.String()) })),
  },
  { $id: 'OrderWithDeliveries' },
)

export const OrderDevice = Type.Object(
  {
    id: Id,
    state: orderDeviceState,
    delivery: Type.Optional(Type.String()),
    shipsOn: Type.Optional(Type.String()),
    deviceId: Type.Optional(Id),
    serialNumber: Type.Optional(Type.String()),
    productKeyId: Type.Optional(Type.String()),
    manufacturer: Type.Optional(Type.String()),
    model: Type.Optional(Type.String()),
    groupTag: Type.Optional(Type.String()),
    registeredAt: Type.Optional(Time),
    addedBy: Id,
    removedBy: Type.Optional(Id),
  },
  {
    $id: 'OrderDevice',
    description:
      'A device of an order as it is now. pending: registered, and its delivery has not shipped; released: its registration has ended otherwise than by the order.',
  },
)

export const OrderDeviceCounts = Type.Object(
  Object.fromEntries(orderDeviceStates.map(state => [state, Type.Integer()])) as Record<
    (typeof orderDeviceStates)[number],
    ReturnType<typeof Type.Integer>
  >,
  { $id: 'OrderDeviceCounts', description: 'Devices of an order by what is true of them now.' },
)

export const orderSchemas = [
  OrderSaid,
  DeliverySaid,
  NewOrderTransaction,
  OrderItem,
  OrderPreview,
  OrderTransaction,
  Order,
  OrderWithDeliveries,
  OrderDevice,
  OrderDeviceCounts,
]
