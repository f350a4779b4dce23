import Type, { type TProperties } from 'typebox'
import { closed, Id, ref, Time, text } from './common.ts'

const onMissingConsent = Type.Enum(['hold', 'refuse'], {
  description: 'For partners without live consent: hold the devices until the customer answers, or refuse (default).',
})

/** Choices of a submission, in a body or a query. */
export const submissionOptions = {
  name: Type.Optional(text(200)),
  dryRun: Type.Optional(Type.Boolean({ description: 'Decide, but register nothing.' })),
  onMissingConsent: Type.Optional(onMissingConsent),
} satisfies TProperties

const member = (maxLength: number, description?: string) => Type.Optional(text(maxLength, description))

export const NewDevice = closed(
  {
    hardwareHash: member(12_000, 'Base64, as the device gives it.'),
    productKeyId: member(64, 'For makers and resellers.'),
    serialNumber: member(128),
    manufacturer: member(128),
    model: member(128),
    groupTag: member(512),
    purchaseOrder: member(512),
    orderId: member(512),
    assignedUser: member(320),
    displayName: member(15, 'A Windows computer name.'),
  },
  {
    $id: 'NewDevice',
    description:
      'A device is named by its hardwareHash; makers and resellers may also name it by productKeyId, or by manufacturer, model and serialNumber.',
    examples: [{ manufacturer: 'Fabrikam', model: 'Laptop 7', serialNumber: 'F7-0001', groupTag: 'Sales' }],
  },
)

// The members of a device are checked one device at a time by the registry, so that a fault in one does not stop the others.
const LooseDevice = Type.Unsafe<unknown>({
  type: 'object',
  description: 'A NewDevice. Faults of one device are told in its result and stop no other.',
})

export const Registration = closed(
  { devices: Type.Array(LooseDevice, { minItems: 1 }), ...submissionOptions },
  {
    $id: 'Registration',
    examples: [{ devices: [{ manufacturer: 'Fabrikam', model: 'Laptop 7', serialNumber: 'F7-0001' }], dryRun: true }],
  },
)

export const batchState = Type.Enum(['receiving', 'queued', 'processing', 'held', 'finished'])
const batchAnswer = Type.Enum(['accepted', 'refused'])
export const deviceStatus = Type.Enum(['registered', 'already_registered', 'held', 'rejected'])

const batchMembers = {
  id: Id,
  name: Type.String(),
  state: batchState,
  dryRun: Type.Boolean(),
  submitter: Type.Object({ kind: Type.String({ description: 'tenant, or the kind of partner.' }), id: Id }),
  counts: Type.Object({
    total: Type.Integer(),
    registered: Type.Integer(),
    alreadyRegistered: Type.Integer(),
    held: Type.Integer(),
    rejected: Type.Integer(),
  }),
  awaitingAcceptance: Type.Optional(
    Type.Integer({
      description: 'Those of the held devices that the customer is to accept; absent when there are none.',
    }),
  ),
  heldAt: Type.Optional({ ...Time, description: 'Since when devices wait.' }),
  answer: Type.Optional(
    Type.Object(
      { answer: batchAnswer, answeredAt: Time, reason: Type.Optional(Type.String()) },
      { description: 'What the customer answered for the whole batch.' },
    ),
  ),
  createdAt: Time,
  startedAt: Type.Optional(Time),
  finishedAt: Type.Optional(Time),
  problem: Type.Optional(
    Type.String({
      description: 'Present when the work fails again and again: what went wrong last. It is being tried again.',
    }),
  ),
} satisfies TProperties

export const Batch = Type.Object(batchMembers, {
  $id: 'Batch',
  description: 'A submission of devices and what became of it. held: decided but for rows that wait for the customer.',
})

export const HeldBatch = Type.Object(
  { tenantId: Id, ...batchMembers },
  { $id: 'HeldBatch', description: "A partner's batch with rows that wait for the customer." },
)

export const CustomerBatch = Type.Object(
  { tenantId: Id, ...batchMembers },
  { $id: 'CustomerBatch', description: 'A batch in a list that is not about one customer.' },
)

export const BatchDecision = closed(
  {
    answer: batchAnswer,
    positions: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0 }), {
        minItems: 1,
        maxItems: 1000,
        description: 'Places of the devices that it is about. Absent: all that wait and have no answer of their own.',
      }),
    ),
    reason: Type.Optional(text(1000, 'Told to the partner.')),
  },
  { $id: 'BatchDecision', examples: [{ answer: 'refused', positions: [3, 7], reason: 'We did not order these.' }] },
)

export const DeviceResult = Type.Object(
  {
    position: Type.Integer({ description: 'Place of the device in the submission, from 0.' }),
    status: deviceStatus,
    deviceId: Type.Optional(Id),
    code: Type.Optional(Type.String({ description: 'Of the error catalogue.' })),
    autopilot: Type.Optional(
      Type.Object(
        { name: Type.String(), number: Type.Optional(Type.Integer()) },
        { description: 'What Windows Autopilot calls the same outcome.' },
      ),
    ),
    message: Type.Optional(Type.String()),
    remedy: Type.Optional(Type.String()),
    field: Type.Optional(Type.String()),
    warnings: Type.Optional(Type.Array(Type.Object({ code: Type.String(), message: Type.String() }))),
    serialNumber: Type.Optional(Type.String()),
    productKeyId: Type.Optional(Type.String()),
  },
  {
    $id: 'DeviceResult',
    description: 'What became of one device.',
    examples: [
      { position: 0, status: 'registered', deviceId: '0199a1b2-0000-7000-8000-000000000001', serialNumber: 'F7-0001' },
    ],
  },
)

export const ValidationRequest = closed(
  { devices: Type.Array(LooseDevice, { minItems: 1 }), onMissingConsent: submissionOptions.onMissingConsent },
  {
    $id: 'ValidationRequest',
    examples: [
      {
        devices: [
          { productKeyId: '3305001234567' },
          { manufacturer: 'Fabrikam', model: 'Laptop 7', serialNumber: 'F7-0001' },
        ],
      },
    ],
  },
)

export const Validation = Type.Object(
  {
    mayRegister: Type.Boolean({ description: 'Whether the caller may register devices for this tenant at all.' }),
    code: Type.Optional(Type.String({ description: 'Why not.' })),
    message: Type.Optional(Type.String()),
    remedy: Type.Optional(Type.String()),
    results: Type.Array(ref(DeviceResult), { description: 'What would become of each device, in their order.' }),
  },
  { $id: 'Validation', description: 'What registering would answer at this moment. Nothing was changed or kept.' },
)

export const RegistrationAnswer = Type.Object(
  { batch: ref(Batch), results: Type.Array(ref(DeviceResult), { description: 'In the order of the devices.' }) },
  { $id: 'RegistrationAnswer' },
)

export const registrationSchemas = [
  NewDevice,
  Registration,
  Batch,
  HeldBatch,
  CustomerBatch,
  BatchDecision,
  DeviceResult,
  RegistrationAnswer,
  ValidationRequest,
  Validation,
]
