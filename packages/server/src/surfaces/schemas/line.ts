import Type from 'typebox'
import { closed, Id, nullable, ref, Time, text } from './common.ts'
import { BuildReport, reportRowMembers } from './factory.ts'

const example = {
  id: '0199a1b2-0000-7000-8000-000000000001',
  name: 'Hall 2, end of line',
  line: 'L7',
  thumbprint: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  createdAt: '2026-11-23T05:00:00.000Z',
  lastSequence: 1204,
  lastReportAt: '2026-11-23T06:00:00.000Z',
  clockSkewMs: 1200,
}

export const LineStation = Type.Object(
  {
    id: Id,
    name: Type.String(),
    line: Type.Optional(Type.String()),
    thumbprint: Type.String({ description: 'Names the key of the station (RFC 7638, SHA-256).' }),
    createdAt: Time,
    revokedAt: Type.Optional(Time),
    revokedReason: Type.Optional(Type.String()),
    lastSequence: Type.Integer({ description: 'Entries that were taken so far.' }),
    lastReportAt: Type.Optional(Time),
    clockSkewMs: Type.Optional(
      Type.Integer({ description: 'How far its clock was behind at the last report; negative when it was ahead.' }),
    ),
  },
  { $id: 'LineStation', description: "A station of a maker's factory line, known by its key.", examples: [example] },
)

export const NewLineStation = closed(
  {
    name: text(100),
    line: Type.Optional(text(100, 'The line that it stands at.')),
    publicKey: Type.Object(
      { kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519'), x: text(43) },
      { description: 'JSON web key, public part only.' },
    ),
  },
  {
    $id: 'NewLineStation',
    examples: [
      {
        name: example.name,
        line: example.line,
        publicKey: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
      },
    ],
  },
)

export const LineStationNames = closed(
  {
    name: Type.Optional(text(100)),
    line: Type.Optional(nullable(text(100, 'The line that it stands at; null: none.'))),
  },
  { $id: 'LineStationNames', minProperties: 1, examples: [{ name: 'Hall 3, end of line', line: 'L9' }] },
)

export const LineStationRevocation = closed({ reason: text(500) }, { $id: 'LineStationRevocation' })

export const LineEntries = closed(
  {
    entries: Type.Array(text(20_000, 'A signed entry (JWS, compact).'), {
      minItems: 1,
      description: 'In the order of the queue, without gaps; at most lineEntries of the limits.',
    }),
  },
  { $id: 'LineEntries', description: 'What a station has queued.' },
)

const LineResult = Type.Object(
  {
    ...reportRowMembers,
    sequence: Type.Integer({ description: 'Number of the entry in the queue of the station.' }),
    capturedAt: Type.String({ format: 'date-time', description: 'By the clock of the service.' }),
  },
  { $id: 'LineResult', description: 'What became of one entry.' },
)

export const LineReport = Type.Object(
  { report: ref(BuildReport), results: Type.Array(ref(LineResult)) },
  { $id: 'LineReport', description: 'What became of what a station sent.' },
)

const LineRecord = Type.Object(
  {
    id: Id,
    serialNumber: nullable(Type.String()),
    manufacturer: nullable(Type.String()),
    model: nullable(Type.String()),
    productKeyId: nullable(Type.String()),
    facts: Type.String({ description: 'What identifies the device otherwise; for stations to compare.' }),
  },
  { $id: 'LineRecord', description: 'A reported device as a station needs it to recognise it.' },
)

export const LineRecords = Type.Object(
  {
    items: Type.Array(ref(LineRecord)),
    cursor: Type.String({ description: 'Ask for what comes after this next time.' }),
    more: Type.Boolean(),
  },
  { $id: 'LineRecords' },
)

export const lineSchemas = [
  LineStation,
  NewLineStation,
  LineStationNames,
  LineStationRevocation,
  LineEntries,
  LineResult,
  LineReport,
  LineRecord,
  LineRecords,
]
