import { delegablePermissions, delegationStates } from '@hailport/registry'
import Type from 'typebox'
import { closed, Id, nullable, Time, text } from './common.ts'
import { PartnerKindName } from './organizations.ts'

export const DelegationStateName = Type.Enum([...delegationStates])

const id = '0199a1b2-0000-7000-8000-000000000001'
const expiresAt = '2031-06-30T00:00:00.000Z'
const permissions = Type.Array(Type.Enum([...delegablePermissions]), { minItems: 1, maxItems: 100 })
const groupTags = Type.Array(text(512), { minItems: 1, maxItems: 1000 })
const limitText = 'Only devices with one of these group tags.'

export const Delegation = Type.Object(
  {
    id: Id,
    state: DelegationStateName,
    partner: Type.Object({ id: Id, name: Type.String(), kind: PartnerKindName }),
    tenantId: Id,
    tenantName: Type.Optional(Type.String({ description: 'Once the customer has granted it.' })),
    permissions: Type.Array(Type.Enum([...delegablePermissions])),
    groupTags: Type.Optional(Type.Array(Type.String(), { description: limitText })),
    expiresAt: Time,
    reason: Type.String(),
    requestedAt: Time,
    decidedAt: Type.Optional(Time),
    endedAt: Type.Optional(Time),
  },
  {
    $id: 'Delegation',
    description: "Rights of a partner's staff in a tenant.",
    examples: [
      {
        id,
        state: 'granted',
        partner: { id, name: 'Tailwind Services', kind: 'csp-direct' },
        tenantId: id,
        permissions: ['device.read', 'device.tag'],
        expiresAt,
        reason: 'Help desk',
        requestedAt: '2031-01-31T12:00:00.000Z',
      },
    ],
  },
)

export const NewDelegation = closed(
  {
    tenantId: Type.Optional({ ...Id, description: 'For partners: the customer that is asked.' }),
    partnerId: Type.Optional({ ...Id, description: 'For customers: the partner that is given the rights.' }),
    permissions,
    groupTags: Type.Optional({ ...groupTags, description: limitText }),
    expiresAt: Time,
    reason: text(1000),
  },
  {
    $id: 'NewDelegation',
    examples: [{ tenantId: id, permissions: ['device.read', 'device.tag'], expiresAt, reason: 'Help desk' }],
  },
)

export const DelegationTerms = closed(
  {
    permissions: Type.Optional(permissions),
    groupTags: Type.Optional(nullable(groupTags)),
    expiresAt: Type.Optional(Time),
  },
  { $id: 'DelegationTerms', examples: [{ permissions: ['device.read'] }] },
)

export const DelegationEnd = closed(
  { reason: Type.Optional(text(1000)) },
  { $id: 'DelegationEnd', examples: [{ reason: 'Contract ended' }] },
)

const narrowed = { permissions: Type.Optional(permissions), groupTags: Type.Optional(groupTags) }

export const DelegationUse = closed(narrowed, {
  $id: 'DelegationUse',
  description: 'What is absent is as in the delegation.',
  examples: [{ permissions: ['device.read'] }],
})

export const DelegationMember = Type.Object(
  {
    kind: Type.Enum(['person', 'role']),
    id: Type.String({ description: 'Id of the person, or name of the role.' }),
    name: Type.Optional(Type.String()),
    ...narrowed,
    assignedAt: Time,
  },
  { $id: 'DelegationMember', description: 'Who of the partner uses a delegation.' },
)

export const ActingTenant = Type.Object(
  {
    id: Id,
    name: Type.String(),
    domain: Type.String(),
    createdAt: Time,
    permissions: Type.Array(Type.String()),
    expiresAt: Type.Optional(Time),
  },
  { $id: 'ActingTenant', description: 'A tenant that the caller may act in.' },
)

export const delegationSchemas = [
  Delegation,
  NewDelegation,
  DelegationTerms,
  DelegationEnd,
  DelegationUse,
  DelegationMember,
  ActingTenant,
]
