import { catalogue, deskDeviceStates, deskKinds, deskStates, type ErrorCode, partnerKinds } from '@hailport/registry'
import Type from 'typebox'
import { closed, Id, ref, Time, text } from './common.ts'

export const DeskKindName = Type.Enum([...deskKinds])
export const DeskStateName = Type.Enum([...deskStates])
export const DeskDeviceStateName = Type.Enum([...deskDeviceStates])

const Code = Type.Unsafe<ErrorCode>(
  Type.String({ description: 'See /api/v1/errors.', examples: [Object.keys(catalogue)[0]] }),
)
const Serial = text(128, 'Exactly as on the label and in SMBIOS: capitals and leading zeroes count.')
const count = (description: string) => Type.Integer({ description })

const id = '0199a1b2-0000-7000-8000-000000000001'
const openedAt = '2031-01-31T12:00:00.000Z'

export const DeskRequest = Type.Object(
  {
    id: Id,
    kind: DeskKindName,
    state: DeskStateName,
    makerId: Id,
    makerName: Type.String(),
    tenantId: Id,
    tenantName: Type.String(),
    domain: Type.String(),
    requester: Type.Object({ kind: Type.Enum(['tenant', ...partnerKinds]), id: Id, name: Type.String() }),
    groupTag: Type.Optional(Type.String()),
    note: Type.Optional(Type.String()),
    openedBy: Type.Optional(
      Type.Object(
        { kind: Type.String(), id: Type.String(), onBehalfOf: Type.Optional(Id) },
        { description: "For the requester's own people." },
      ),
    ),
    openedAt: Time,
    submittedAt: Type.Optional(Time),
    takenBy: Type.Optional(Type.String({ description: "For the maker's own people: who works on it." })),
    endedAt: Type.Optional(Time),
    endsAt: Type.Optional(Time),
    counts: Type.Object({
      total: count('Devices.'),
      pending: count('Devices that nobody has decided yet.'),
      approved: count('Devices.'),
      refused: count('Devices.'),
      messages: count('Messages of both sides.'),
    }),
    proof: Type.Optional(
      Type.Object({
        size: Type.Integer({ description: 'Bytes.' }),
        digest: Type.String({ description: 'SHA-256, in hexadecimal.' }),
        receivedAt: Time,
        deletedAt: Type.Optional(Time),
      }),
    ),
    hashes: Type.Optional(
      Type.Object(
        { availableUntilAt: Time, fetchedAt: Type.Optional(Time) },
        { description: 'Approved hashes, which can be fetched once.' },
      ),
    ),
  },
  {
    $id: 'DeskRequest',
    description: "A request to a maker's desk. `endsAt` tells when it ends by itself.",
    examples: [
      {
        id,
        kind: 'register',
        state: 'open',
        makerId: id,
        makerName: 'Fabrikam Devices',
        tenantId: id,
        tenantName: 'Contoso',
        domain: 'contoso.example',
        requester: { kind: 'tenant', id, name: 'Contoso' },
        openedAt,
        submittedAt: openedAt,
        endsAt: '2031-05-01T12:00:00.000Z',
        counts: { total: 12, pending: 12, approved: 0, refused: 0, messages: 0 },
      },
    ],
  },
)

export const NewDeskRequest = closed(
  {
    makerId: Type.Unsafe<string>({ ...Id, description: 'A maker with a desk; see /api/v1/participants.' }),
    kind: DeskKindName,
    domain: text(253, 'The domain of the tenant: a second word for whom it is for.'),
    serialNumbers: Type.Array(Serial, { description: 'Each once.' }),
    groupTag: Type.Optional(text(512, 'For devices that are to be registered.')),
    note: Type.Optional(text(1000, 'For the maker.')),
  },
  {
    $id: 'NewDeskRequest',
    examples: [{ makerId: id, kind: 'register', domain: 'contoso.example', serialNumbers: ['F7-0001', 'F7-0002'] }],
  },
)

const deviceMembers = {
  serialNumber: Type.String(),
  state: DeskDeviceStateName,
  code: Type.Optional(Code),
  message: Type.Optional(Type.String()),
  deviceId: Type.Optional(Id),
}

const decidedMembers = {
  ...deviceMembers,
  reason: Type.Optional(Type.String({ description: 'Why it was refused.' })),
  decidedAt: Type.Optional(Time),
}

export const DeskDevice = Type.Object(decidedMembers, {
  $id: 'DeskDevice',
  description: 'A device of a request, as the requester sees it.',
  examples: [{ serialNumber: 'F7-0001', state: 'approved', decidedAt: openedAt, deviceId: id }],
})

const Holder = Type.Enum(['nobody', 'tenant', 'elsewhere', 'conflict'], {
  description: 'Who holds the device: nobody, the tenant of the request, or somebody else.',
})

export const CheckedDeskDevice = Type.Object(
  {
    ...decidedMembers,
    decidedBy: Type.Optional(Type.String()),
    check: Type.Optional(
      Type.Object(
        {
          factoryRecord: Type.Enum(['known', 'unknown', 'several']),
          recordId: Type.Optional(Id),
          manufacturer: Type.Optional(Type.String()),
          model: Type.Optional(Type.String()),
          productKeyId: Type.Optional(Type.String()),
          holder: Type.Optional(Holder),
          records: Type.Optional(
            Type.Array(
              Type.Object({
                id: Id,
                manufacturer: Type.Optional(Type.String()),
                model: Type.Optional(Type.String()),
                productKeyId: Type.Optional(Type.String()),
                reportedAt: Time,
                holder: Holder,
              }),
              { description: 'Of a serial number that several records have: up to 20, of which a decision names one.' },
            ),
          ),
          code: Type.Optional(Code),
          message: Type.Optional(Type.String()),
        },
        { description: 'What records say now, of a device that is not decided; `code` says why approval would fail.' },
      ),
    ),
  },
  {
    $id: 'CheckedDeskDevice',
    description: 'A device of a request, as the maker sees it.',
    examples: [{ serialNumber: 'F7-0001', state: 'pending', check: { factoryRecord: 'known', holder: 'nobody' } }],
  },
)

export const DeskDecisions = closed(
  {
    decisions: Type.Array(
      closed({
        serialNumber: Serial,
        approve: Type.Boolean(),
        reason: Type.Optional(text(1000, 'Needed to refuse; the requester reads it.')),
        recordId: Type.Optional({
          ...Id,
          description: 'To approve a serial number that several factory records have: the one that is meant.',
        }),
      }),
    ),
  },
  {
    $id: 'DeskDecisions',
    examples: [
      {
        decisions: [
          { serialNumber: 'F7-0001', approve: true },
          { serialNumber: 'F7-0002', approve: false, reason: 'Not on the invoice' },
        ],
      },
    ],
  },
)

export const DeskDecisionAnswer = Type.Object(
  {
    request: ref(DeskRequest),
    results: Type.Array(Type.Object({ ...deviceMembers, remedy: Type.Optional(Type.String()) })),
  },
  {
    $id: 'DeskDecisionAnswer',
    description:
      'One result for each decision, in their order. A device that is still `pending` has the reason in `code`.',
  },
)

export const DeskMessage = Type.Object(
  {
    id: Id,
    sentAt: Time,
    side: Type.Enum(['maker', 'requester']),
    organizationId: Id,
    senderId: Type.Optional(Type.String({ description: 'For people of the same organization.' })),
    text: Type.String(),
  },
  {
    $id: 'DeskMessage',
    description: 'What one side wrote to the other.',
    examples: [{ id, sentAt: openedAt, side: 'maker', organizationId: id, text: 'Page 2 is missing.' }],
  },
)

const message = { text: text(4000, 'May have several lines.') }

export const NewDeskMessage = closed(message, {
  $id: 'NewDeskMessage',
  examples: [{ text: 'Page 2 is attached now.' }],
})

export const NewDeskQuestion = closed(
  {
    ...message,
    question: Type.Optional(Type.Boolean({ description: 'The request waits for an answer.' })),
  },
  { $id: 'NewDeskQuestion', examples: [{ text: 'Page 2 is missing.', question: true }] },
)

export const DeskWithdrawal = closed(
  { reason: Type.Optional(text(1000, 'Everybody whom the request concerns can read it in the journal.')) },
  { $id: 'DeskWithdrawal', examples: [{ reason: 'Ordered twice' }] },
)

export const deskSchemas = [
  DeskRequest,
  NewDeskRequest,
  DeskDevice,
  CheckedDeskDevice,
  DeskDecisions,
  DeskDecisionAnswer,
  DeskMessage,
  NewDeskMessage,
  NewDeskQuestion,
  DeskWithdrawal,
]
