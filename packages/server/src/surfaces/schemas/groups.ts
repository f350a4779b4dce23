import { ruleLength } from '@hailport/registry'
import Type from 'typebox'
import { closed, Id, nullable, Time, text } from './common.ts'

const rule = text(
  ruleLength,
  'As in Entra, over device.devicePhysicalIds; or short: [ZTDID], [OrderID]:tag, [PurchaseOrderId]:value.',
)

export const Group = Type.Object(
  {
    id: Id,
    displayName: Type.String(),
    description: nullable(Type.String()),
    kind: Type.Enum(['static', 'dynamic']),
    rule: nullable(Type.String({ description: 'Of a dynamic group.' })),
    createdAt: Time,
    updatedAt: Time,
  },
  { $id: 'Group', description: 'Devices that profiles are assigned to together.' },
)

export const GroupInput = closed(
  {
    displayName: text(256),
    description: Type.Optional(nullable(text(1024))),
    rule: Type.Optional(nullable(rule)),
  },
  {
    $id: 'GroupInput',
    description: 'Without a rule: a static group.',
    examples: [{ displayName: 'Sales', rule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:Sales"))' }],
  },
)

export const GroupChange = closed(
  {
    displayName: Type.Optional(text(256)),
    description: Type.Optional(nullable(text(1024))),
    rule: Type.Optional(rule),
  },
  { $id: 'GroupChange', minProperties: 1, description: 'Absent: stays.', examples: [{ rule: '[OrderID]:Sales' }] },
)

export const groupSchemas = [Group, GroupInput, GroupChange]
