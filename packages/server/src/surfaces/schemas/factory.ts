import Type from 'typebox'
import { Id, ref, Time } from './common.ts'
import { JournalEntry } from './journal.ts'

export const BuildReport = Type.Object(
  {
    id: Id,
    name: Type.String(),
    format: Type.String(),
    state: Type.Enum(['receiving', 'finished', 'interrupted'], {
      description: 'interrupted: the upload broke off; what was stored stays.',
    }),
    createdAt: Time,
    finishedAt: Type.Optional(Time),
    station: Type.Optional(
      Type.Object(
        { id: Id, firstSequence: Type.Integer(), lastSequence: Type.Integer(), clockSkewMs: Type.Integer() },
        { description: 'The station of the factory line that signed it, and the numbers of its entries.' },
      ),
    ),
    rows: Type.Object({
      total: Type.Integer(),
      new: Type.Integer(),
      known: Type.Integer(),
      rejected: Type.Integer(),
    }),
  },
  { $id: 'BuildReport', description: "A maker's report of the devices that it built." },
)

export const rowStatus = Type.Enum(['new', 'known', 'rejected'])

/** Members of what became of a row. */
export const reportRowMembers = {
  position: Type.Integer({ description: 'Place of the row in the upload, from 0.' }),
  status: rowStatus,
  recordId: Type.Optional(Id),
  code: Type.Optional(Type.String({ description: 'Of the error catalogue, when rejected.' })),
  message: Type.Optional(Type.String()),
  field: Type.Optional(Type.String()),
  serialNumber: Type.Optional(Type.String()),
  productKeyId: Type.Optional(Type.String()),
  sequence: Type.Optional(Type.Integer({ description: 'Number of the entry in the queue of the station.' })),
  capturedAt: Type.Optional(Time),
  earlier: Type.Optional(
    Type.Object(
      {
        sharing: Type.Enum(['device', 'serialNumber', 'productKeyId']),
        recordId: Id,
        reportId: Id,
        stationId: Type.Optional(Id),
        stationName: Type.Optional(Type.String()),
      },
      { description: 'Of stations: another record that the device has something in common with, and who brought it.' },
    ),
  ),
}

export const BuildReportRow = Type.Object(reportRowMembers, {
  $id: 'BuildReportRow',
  description: 'What became of one row.',
})

const recordMembers = {
  id: Id,
  productKeyId: Type.Optional(Type.String()),
  serialNumber: Type.Optional(Type.String()),
  manufacturer: Type.Optional(Type.String()),
  model: Type.Optional(Type.String()),
  quality: Type.String({ description: 'How well the facts identify one device.' }),
  flags: Type.Array(Type.String()),
  firstReportedAt: Time,
  lastReportedAt: Time,
  timesReported: Type.Integer(),
  firstReportId: Id,
  lastReportId: Id,
}

export const FactoryRecord = Type.Object(recordMembers, {
  $id: 'FactoryRecord',
  description: 'A device that a maker reported; owned by nobody through that alone.',
})

export const FactoryRecordWithHistory = Type.Object(
  { ...recordMembers, history: Type.Array(ref(JournalEntry)) },
  { $id: 'FactoryRecordWithHistory', description: 'A factory record and what happened to it.' },
)

export const factorySchemas = [BuildReport, BuildReportRow, FactoryRecord, FactoryRecordWithHistory]
