import Type from 'typebox'
import { closed, Id, nullable, ref, Time, text } from './common.ts'
import { DeviceConditions } from './device-conditions.ts'

const actionKind = Type.Enum(['change', 'release', 'delete', 'undo'])
export const actionState = Type.Enum([
  'receiving',
  'resolving',
  'previewed',
  'queued',
  'running',
  'finished',
  'cancelled',
])
export const actionRowStatus = Type.Enum(['asked', 'ready', 'unchanged', 'refused', 'done', 'failed'])

const BulkChange = closed(
  {
    groupTag: Type.Optional(nullable(text(512))),
    assignedUser: Type.Optional(nullable(text(320))),
    addressableUserName: Type.Optional(nullable(text(256))),
    purchaseOrder: Type.Optional(nullable(text(512))),
    userlessEnrollmentStatus: Type.Optional(nullable(Type.Enum(['allowed', 'blocked']))),
  },
  { $id: 'BulkChange', minProperties: 1, description: 'Absent: stays; null or empty: cleared.' },
)

const reason = Type.Optional(text(1000, 'Stands in the journal of every device.'))
const newKind = Type.Enum(['change', 'release', 'delete'], {
  description: 'release keeps what it takes to take the devices back for 30 days; delete keeps nothing.',
})

export const NewDeviceAction = closed(
  {
    kind: newKind,
    change: Type.Optional(ref(BulkChange)),
    reason,
    deviceIds: Type.Optional(Type.Array(text(200), { minItems: 1 })),
    serialNumbers: Type.Optional(
      Type.Array(text(200), { minItems: 1, description: 'One that several devices have is refused.' }),
    ),
    filter: Type.Optional(ref(DeviceConditions)),
  },
  {
    $id: 'NewDeviceAction',
    description: 'One of deviceIds, serialNumbers and filter.',
    examples: [{ kind: 'change', change: { groupTag: 'Sales' }, serialNumbers: ['F7-0001', 'F7-0002'] }],
  },
)

/** An action whose devices come as a file. */
export const UploadedActionQuery = closed({
  kind: newKind,
  groupTag: Type.Optional(text(512, 'Of kind change; empty clears it, as in the other members.')),
  assignedUser: Type.Optional(text(320)),
  addressableUserName: Type.Optional(text(256)),
  purchaseOrder: Type.Optional(text(512)),
  reason,
})

const actionMembers = {
  id: Id,
  kind: actionKind,
  state: actionState,
  change: Type.Optional(ref(BulkChange)),
  selection: Type.Unknown({ description: 'How the devices were chosen.' }),
  reason: Type.Optional(Type.String()),
  requestedBy: Type.Object({ kind: Type.String(), id: Type.String() }),
  requestedAt: Time,
  confirmedBy: Type.Optional(Type.Object({ kind: Type.String(), id: Type.String() })),
  confirmedAt: Type.Optional(Time),
  startedAt: Type.Optional(Time),
  finishedAt: Type.Optional(Time),
  counts: Type.Object(
    {
      total: Type.Integer(),
      ready: Type.Integer(),
      unchanged: Type.Integer(),
      refused: Type.Integer(),
      done: Type.Integer(),
      failed: Type.Integer(),
    },
    { description: 'ready, unchanged and refused are of the preview; done and failed say how far the ready ones are.' },
  ),
  undoes: Type.Optional(Id),
  undoneBy: Type.Optional(Id),
}

export const DeviceAction = Type.Object(
  {
    ...actionMembers,
    confirmation: Type.Optional(
      Type.Object(
        { token: Type.String(), count: Type.Optional(Type.Integer({ description: 'Asked for when given here.' })) },
        { description: 'What confirms the preview.' },
      ),
    ),
  },
  { $id: 'DeviceAction', description: 'Something that is done to many devices: previewed, confirmed, then done.' },
)

export const ActionReceipt = Type.Object(
  {
    ...actionMembers,
    previewDigest: Type.String(),
    resultDigest: Type.String({
      description: 'SHA-256 over the rows, chunk after chunk; stands in the journal as well.',
    }),
  },
  { $id: 'ActionReceipt', description: 'Who did what to how many devices, and when.' },
)

export const ActionRow = Type.Object(
  {
    position: Type.Integer({ description: 'Place in the selection, from 0.' }),
    status: actionRowStatus,
    deviceId: Type.Optional(Type.String()),
    serialNumber: Type.Optional(Type.String()),
    code: Type.Optional(Type.String({ description: 'Of the error catalogue.' })),
    message: Type.Optional(Type.String()),
    remedy: Type.Optional(Type.String()),
    before: Type.Optional(Type.Unknown()),
    after: Type.Optional(Type.Unknown()),
  },
  { $id: 'ActionRow', description: 'What an action will do, or did, to one device.' },
)

export const ActionConfirmation = closed(
  { token: text(100), count: Type.Optional(Type.Integer({ minimum: 0 })) },
  {
    $id: 'ActionConfirmation',
    description: 'The token of the preview; and the number of devices that are ready, where the preview asks for it.',
    examples: [{ token: 'MK5T9pMZ…', count: 250 }],
  },
)

export const ActionUndo = closed({ reason }, { $id: 'ActionUndo', examples: [{ reason: 'The wrong list.' }] })

export const deviceActionSchemas = [
  BulkChange,
  NewDeviceAction,
  DeviceAction,
  ActionReceipt,
  ActionRow,
  ActionConfirmation,
  ActionUndo,
]
