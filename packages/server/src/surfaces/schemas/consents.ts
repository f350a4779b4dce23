import Type from 'typebox'
import { closed, Id, nullable, ref, Time, text } from './common.ts'
import { PartnerKindName } from './organizations.ts'

const consentStates = [
  'requested',
  'granted',
  'declined',
  'revoked',
  'expired',
  'exhausted',
  'lapsed',
  'cancelled',
] as const
export const ConsentStateName = Type.Enum([...consentStates])

export const ConsentLimits = closed(
  {
    expiresAt: Type.Optional(nullable(Time)),
    deviceLimit: Type.Optional(
      nullable(Type.Integer({ minimum: 1, description: 'Devices that may be registered under this consent in all.' })),
    ),
    groupTags: Type.Optional(
      nullable(Type.Array(text(512), { maxItems: 1000, description: 'Group tags that the partner may set.' })),
    ),
    whenAbsent: Type.Optional(
      Type.Enum(['hold', 'refuse'], {
        description: 'What happens to devices that the partner submits while the consent is not live.',
      }),
    ),
    eachBatch: Type.Optional(
      Type.Enum(['accept', 'hold'], {
        description:
          'hold: devices of each batch wait until somebody of the customer accepts them. accept (default): they are registered at once.',
      }),
    ),
    mayGiveProfiles: Type.Optional(
      Type.Boolean({ description: 'Whether the partner may give the devices that it registers profiles of its own.' }),
    ),
  },
  {
    $id: 'ConsentLimits',
    description: 'What the customer allows. Absent in a change: stays; null: no such limit.',
    examples: [{ expiresAt: '2032-01-31T00:00:00Z', deviceLimit: 500, groupTags: ['Sales'], whenAbsent: 'hold' }],
  },
)

export const Consent = Type.Object(
  {
    id: Id,
    state: ConsentStateName,
    partner: Type.Object({ id: Id, name: Type.String(), kind: PartnerKindName }),
    tenantId: Type.Optional(Id),
    target: Type.String({ description: 'What the partner named: a domain, or a tenant id.' }),
    message: Type.Optional(Type.String()),
    status: Type.Enum(['sent', 'opened', 'granted', 'declined', 'expired', 'revoked', 'cancelled'], {
      description: 'How the request is going.',
    }),
    link: Type.Optional(Type.String({ description: 'For the customer: the page of an open request.' })),
    proposed: Type.Optional(
      Type.Object(
        {
          expiresAt: Type.Optional(nullable(Time)),
          deviceLimit: Type.Optional(nullable(Type.Integer())),
          groupTags: Type.Optional(nullable(Type.Array(Type.String()))),
        },
        { description: 'Limits that the partner proposed.' },
      ),
    ),
    lapsesAt: Type.Optional({ ...Time, description: 'When the request ends if nobody answers it.' }),
    openedAt: Type.Optional({ ...Time, description: 'When somebody of the customer first saw the request.' }),
    reminders: Type.Optional(Type.Integer({ description: 'How often the customer was reminded.' })),
    remindedAt: Type.Optional(Time),
    limits: Type.Object({
      expiresAt: nullable(Time),
      deviceLimit: nullable(Type.Integer()),
      groupTags: nullable(Type.Array(Type.String())),
      whenAbsent: Type.Enum(['hold', 'refuse']),
      mayGiveProfiles: Type.Boolean(),
      eachBatch: Type.Enum(['accept', 'hold']),
    }),
    devicesUsed: Type.Integer(),
    requestedAt: Time,
    decidedAt: Type.Optional(Time),
    decidedBy: Type.Optional(Type.String({ description: 'Told to the customer only.' })),
    revokedAt: Type.Optional(Time),
  },
  {
    $id: 'Consent',
    description:
      "A partner's permission to register devices for a tenant: nothing else, and nothing inside the tenant.",
  },
)

export const ConsentRequest = closed(
  {
    tenantId: Type.Optional(Id),
    domain: Type.Optional(text(253)),
    message: Type.Optional(text(1000, 'Shown to the customer.')),
    limits: Type.Optional(
      closed(
        {
          expiresAt: Type.Optional(Time),
          deviceLimit: Type.Optional(Type.Integer({ minimum: 1 })),
          groupTags: Type.Optional(Type.Array(text(512), { maxItems: 1000 })),
        },
        { description: 'Limits that the partner proposes; the customer may choose others.' },
      ),
    ),
    answerBy: Type.Optional({
      ...Time,
      description: 'When the request lapses; after `requestDays` of the limits when absent, and at most.',
    }),
  },
  {
    $id: 'ConsentRequest',
    description: 'Names the customer by tenantId or by domain.',
    examples: [{ domain: 'contoso.example', message: 'Your order 4711', limits: { deviceLimit: 50 } }],
  },
)

export const ConsentGrant = closed({ limits: Type.Optional(ref(ConsentLimits)) }, { $id: 'ConsentGrant' })
export const ConsentChange = closed({ limits: ref(ConsentLimits) }, { $id: 'ConsentChange' })
export const ConsentRefusal = closed(
  { reason: Type.Optional(text(1000)) },
  { $id: 'ConsentRefusal', examples: [{ reason: 'We do not know this reseller.' }] },
)

export const OpenedConsentLink = Type.Object(
  {
    partner: Type.Object({
      id: Id,
      name: Type.String(),
      kind: PartnerKindName,
      manufacturers: Type.Array(Type.String(), { description: 'For makers: the SMBIOS manufacturer strings.' }),
    }),
    mayDecide: Type.Boolean({ description: 'Whether the caller may answer for its tenant.' }),
    consent: Type.Optional(ref(Consent)),
    decidedByName: Type.Optional(Type.String()),
    request: Type.Optional(ref(Consent)),
    ended: Type.Optional(
      Type.Enum(['lapsed', 'cancelled'], { description: 'The link is that of a request that is not open any more.' }),
    ),
    approvers: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Names of people of the own tenant who may answer, for those who may not.',
      }),
    ),
  },
  {
    $id: 'OpenedConsentLink',
    description:
      'Who asks by this link; for a tenant also its answer to the partner (consent) and what waits for one (request).',
  },
)

export const Customer = Type.Object(
  {
    tenantId: Id,
    name: Type.String(),
    domain: Type.String(),
    consentedAt: Time,
    through: Type.Optional({
      ...Id,
      description: 'The reseller whose consent it is, when the caller is its provider.',
    }),
  },
  { $id: 'Customer', description: 'A tenant that lets the partner register devices.' },
)

export const consentSchemas = [
  Customer,
  ConsentLimits,
  Consent,
  ConsentRequest,
  ConsentGrant,
  ConsentChange,
  ConsentRefusal,
  OpenedConsentLink,
]
