import Type from 'typebox'
import { closed, Id, nullable, ref, Time, text } from './common.ts'
import { DeviceProfileState } from './profiles.ts'

const ResourceAccount = closed(
  {
    userPrincipalName: text(320),
    addressableUserName: Type.Optional(text(256)),
    name: Type.Optional(text(256)),
  },
  { $id: 'ResourceAccount', description: 'A mailbox or room account that signs in to a shared device.' },
)

const userlessEnrollmentStatus = Type.Enum(['allowed', 'blocked'], {
  description: 'Whether a device that enrolled without a user may do so again; unknown when absent.',
})

export const Device = Type.Object(
  {
    id: Id,
    tenantId: Id,
    serialNumber: Type.Optional(Type.String()),
    manufacturer: Type.Optional(Type.String()),
    model: Type.Optional(Type.String()),
    productKeyId: Type.Optional(Type.String()),
    groupTag: Type.Optional(Type.String()),
    purchaseOrder: Type.Optional(Type.String()),
    orderId: Type.Optional(Type.String()),
    assignedUser: Type.Optional(Type.String()),
    displayName: Type.Optional(Type.String()),
    addressableUserName: Type.Optional(Type.String({ description: 'How the assigned user is greeted.' })),
    deviceAccountUpn: Type.Optional(Type.String({ description: 'Surface Hub: its account.' })),
    deviceFriendlyName: Type.Optional(Type.String({ description: 'Surface Hub: the name that people see.' })),
    userlessEnrollmentStatus: Type.Optional(userlessEnrollmentStatus),
    resourceAccount: Type.Optional(ref(ResourceAccount)),
    registrar: Type.Object({ kind: Type.String(), id: Id }, { description: 'Who registered it: kept for ever.' }),
    source: Type.Enum(['hash', 'product-key-id', 'tuple']),
    batchId: Id,
    quality: Type.String({ description: 'How well the facts identify one device.' }),
    flags: Type.Array(Type.String()),
    registeredAt: Time,
    updatedAt: Time,
    firstContactAt: Type.Optional(Time),
    lastContactAt: Type.Optional(Time),
    profile: Type.Optional(ref(DeviceProfileState)),
  },
  { $id: 'Device', description: 'A registered device. The hardware hash is never part of it.' },
)

export const DeviceChange = closed(
  {
    groupTag: Type.Optional(nullable(text(512))),
    displayName: Type.Optional(
      nullable(text(64, 'A Windows computer name: at most 15 letters, digits and hyphens, not digits only.')),
    ),
    assignedUser: Type.Optional(nullable(text(320, 'A user principal name. Clearing it clears addressableUserName.'))),
    addressableUserName: Type.Optional(nullable(text(256))),
    purchaseOrder: Type.Optional(nullable(text(512))),
    deviceAccountUpn: Type.Optional(nullable(text(320))),
    deviceAccountPassword: Type.Optional(nullable(text(256, 'Kept sealed; no answer ever has it.'))),
    deviceFriendlyName: Type.Optional(nullable(text(256))),
    userlessEnrollmentStatus: Type.Optional(nullable(userlessEnrollmentStatus)),
    resourceAccount: Type.Optional(nullable(ref(ResourceAccount))),
  },
  {
    $id: 'DeviceChange',
    minProperties: 1,
    description: 'Absent: stays; null or empty: cleared.',
    examples: [{ groupTag: 'Sales', assignedUser: null }],
  },
)

export const conflictState = Type.Enum(['open', 'dismissed'])

export const IdentityConflict = Type.Object(
  {
    id: Id,
    deviceId: Id,
    reason: Type.String(),
    source: Type.String({ description: 'Where it was presented: a registration or a first boot.' }),
    presented: Type.Unknown(),
    recordedAt: Time,
    state: conflictState,
  },
  {
    $id: 'IdentityConflict',
    description: 'A known device that somebody presented with other parts; for its owner to review.',
  },
)

export const ConflictDismissal = closed(
  { reason: Type.Optional(text(1000)) },
  { $id: 'ConflictDismissal', examples: [{ reason: 'A demonstration device.' }] },
)

export const ReleasedDevice = Type.Object(
  {
    id: Id,
    serialNumber: Type.Optional(Type.String()),
    manufacturer: Type.Optional(Type.String()),
    model: Type.Optional(Type.String()),
    groupTag: Type.Optional(Type.String()),
    releasedAt: Time,
    releasedBy: Type.Object({ kind: Type.String(), id: Type.String(), onBehalfOf: Type.Optional(Id) }),
    reason: Type.Optional(Type.String()),
    actionId: Type.Optional(Id),
    expiresAt: { ...Time, description: 'When what is kept of it is removed for good.' },
  },
  { $id: 'ReleasedDevice', description: 'A device that was released and that its tenant may still take back.' },
)

export const DeviceCounts = Type.Object(
  {
    matching: Type.Integer({
      description:
        'Devices that meet the conditions, as far as they were counted: 10,000 with conditions, fewer where few of many do.',
    }),
    more: Type.Optional(Type.Boolean({ description: 'There are, or may be, more that meet the conditions.' })),
    registered: Type.Integer(),
    booted: Type.Integer({ description: 'Devices that have asked at a first boot.' }),
    inConflict: Type.Integer({ description: 'Devices about which a conflict is open.' }),
    held: Type.Integer({ description: 'Rows of partners that wait for consent.' }),
    released: Type.Integer({ description: 'Devices that can be taken back.' }),
  },
  { $id: 'DeviceCounts', description: 'How many devices of a tenant are in which state.' },
)

export const deviceSchemas = [
  DeviceCounts,
  ResourceAccount,
  ReleasedDevice,
  Device,
  DeviceChange,
  IdentityConflict,
  ConflictDismissal,
]
