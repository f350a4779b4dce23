import Type from 'typebox'
import { closed, Id, nullable, Time, text } from './common.ts'

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
    registrar: Type.Object({ kind: Type.String(), id: Id }, { description: 'Who registered it: kept for ever.' }),
    source: Type.Enum(['hash', 'product-key-id', 'tuple']),
    batchId: Id,
    quality: Type.String({ description: 'How well the facts identify one device.' }),
    flags: Type.Array(Type.String()),
    registeredAt: Time,
    updatedAt: Time,
    firstContactAt: Type.Optional(Time),
    lastContactAt: Type.Optional(Time),
  },
  { $id: 'Device', description: 'A registered device. The hardware hash is never part of it.' },
)

export const DeviceChange = closed(
  {
    groupTag: Type.Optional(nullable(text(512))),
    displayName: Type.Optional(nullable(text(64))),
    assignedUser: Type.Optional(nullable(text(320))),
    purchaseOrder: Type.Optional(nullable(text(512))),
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

export const deviceSchemas = [Device, DeviceChange, IdentityConflict, ConflictDismissal]
