import { type DeviceCriteria as Criteria, deviceSorts, ruleLength } from '@hailport/registry'
import Type, { type Static } from 'typebox'
import { toMillis } from '../../http/wire.ts'
import { closed, Id, paging, Time, text } from './common.ts'

/** Conditions on devices that fit into a query. */
export const conditions = {
  serialNumber: Type.Optional(text(128, 'Exactly this.')),
  serial: Type.Optional(
    text(
      128,
      'Part of the serial number, whatever its capitals; or a pattern with * (anything) and ? (one character).',
    ),
  ),
  manufacturer: Type.Optional(text(128)),
  model: Type.Optional(text(128)),
  productKeyId: Type.Optional(text(64)),
  groupTag: Type.Optional(text(512)),
  tagged: Type.Optional(Type.Boolean({ description: 'Whether there is a group tag.' })),
  purchaseOrder: Type.Optional(text(512)),
  orderId: Type.Optional(text(512)),
  assignedUser: Type.Optional(text(320)),
  assigned: Type.Optional(Type.Boolean({ description: 'Whether there is a user.' })),
  registrarId: Type.Optional(Id),
  registrarKind: Type.Optional(text(32)),
  source: Type.Optional(Type.Enum(['hash', 'product-key-id', 'tuple'])),
  batchId: Type.Optional(Id),
  quality: Type.Optional(text(32)),
  booted: Type.Optional(Type.Boolean({ description: 'Whether it has asked at a first boot.' })),
  conflict: Type.Optional(Type.Boolean({ description: 'Whether a conflict about it is open.' })),
  registeredFrom: Type.Optional(Time),
  registeredUntil: Type.Optional({ ...Time, description: 'Before this moment.' }),
  profileId: Type.Optional(
    Type.Union([Id, Type.Literal('none')], { description: 'Devices that get this profile; none: that get none.' }),
  ),
  groupId: Type.Optional({ ...Id, description: 'Devices in this group.' }),
  rule: Type.Optional(text(ruleLength, 'Devices that this membership rule would take in.')),
}

/** How a list of devices is sorted. */
export const sorting = {
  sort: Type.Optional(Type.Enum(Object.keys(deviceSorts) as (keyof typeof deviceSorts)[])),
  order: Type.Optional(Type.Enum(['asc', 'desc'])),
}

const listed = {
  serialNumbers: Type.Optional(Type.Array(text(128), { description: 'Any of these.' })),
  ids: Type.Optional(Type.Array(Id)),
}

export const DeviceConditions = closed(
  { ...conditions, ...listed },
  {
    $id: 'DeviceConditions',
    description: 'All that are given must hold.',
    examples: [{ groupTag: 'Sales', booted: false }],
  },
)

export const DeviceSearch = closed(
  { ...conditions, ...listed, ...sorting, ...paging },
  { $id: 'DeviceSearch', examples: [{ serialNumbers: ['F7-0001', 'F7-0002'] }] },
)

type Times = { registeredFrom?: string; registeredUntil?: string }

/** Conditions as they came over the wire, as the registry takes them. */
export function toConditions<T extends Static<typeof DeviceConditions>>(wire: T): Omit<T, keyof Times> & Criteria {
  const { registeredFrom, registeredUntil, ...rest } = wire
  return {
    ...rest,
    ...(registeredFrom !== undefined && { registeredFrom: toMillis(registeredFrom, 'registeredFrom') }),
    ...(registeredUntil !== undefined && { registeredUntil: toMillis(registeredUntil, 'registeredUntil') }),
  } as Omit<T, keyof Times> & Criteria
}

export const deviceConditionSchemas = [DeviceConditions, DeviceSearch]
