import { encodings, importKinds, importStates, mappableFields } from '@hailport/registry'
import Type from 'typebox'
import { closed, Id, Time, text } from './common.ts'

export const importKind = Type.Enum([...importKinds], {
  description: 'devices: they are registered. build-report: a maker reports what it built.',
})
export const importState = Type.Enum([...importStates])

/** How to read a file, where that cannot be found out or was found out wrongly. */
export const fileOptions = {
  encoding: Type.Optional(Type.Enum([...encodings])),
  delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
  header: Type.Optional(Type.Boolean({ description: 'false: the first row is a device already.' })),
  sheet: Type.Optional(text(100, 'Name of the sheet of a workbook.')),
}

const Mapping = Type.Record(Type.String({ maxLength: 200 }), Type.Enum([...mappableFields, 'ignore']), {
  maxProperties: 200,
  description: 'By name of a column, or #1 for the first: what it holds.',
})

export const ImportOptions = closed(
  { ...fileOptions, mapping: Type.Optional(Mapping) },
  { $id: 'ImportOptions', examples: [{ delimiter: ';', mapping: { Asset: 'serialNumber', '#2': 'ignore' } }] },
)

const counts = {
  total: Type.Integer(),
  registered: Type.Integer(),
  alreadyRegistered: Type.Integer(),
  held: Type.Integer(),
  rejected: Type.Integer(),
}

const File = Type.Object(
  {
    format: Type.Enum(['delimited', 'xlsx', 'ndjson', 'json', 'oa3']),
    encoding: Type.Optional(Type.String()),
    byteOrderMark: Type.Optional(Type.Boolean()),
    delimiter: Type.Optional(Type.String()),
    separatorLine: Type.Optional(Type.Boolean()),
    sheet: Type.Optional(Type.String()),
    columnSet: Type.String({ description: 'What the columns were recognised as.' }),
    header: Type.Boolean(),
    columns: Type.Array(
      Type.Object({
        name: Type.String(),
        field: Type.Optional(
          Type.String({ description: 'What it holds. Absent: it is kept for the result and not read.' }),
        ),
      }),
    ),
  },
  { description: 'How the file was understood.' },
)

export const Import = Type.Object(
  {
    id: Id,
    kind: importKind,
    fileName: Type.String(),
    state: importState,
    size: Type.Integer({ description: 'Bytes.' }),
    tenantId: Type.Optional(Id),
    onMissingConsent: Type.Enum(['hold', 'refuse']),
    digest: Type.Optional(Type.String({ description: 'SHA-256 in hexadecimal.' })),
    sameAs: Type.Optional(Type.String({ description: 'Id of an earlier import of the very same file.' })),
    options: Type.Object({ ...fileOptions, mapping: Type.Optional(Type.Record(Type.String(), Type.String())) }),
    file: Type.Optional(File),
    problem: Type.Optional(
      Type.Object(
        { code: Type.String(), message: Type.String(), field: Type.Optional(Type.String()) },
        { description: 'Why the file cannot be read.' },
      ),
    ),
    counts: Type.Object(
      { ...counts, noted: Type.Integer(), customers: Type.Integer() },
      {
        description:
          'Until the import is started: what would become of the rows. Of a build report, registered are the new devices and alreadyRegistered the known ones.',
      },
    ),
    progress: Type.Optional(
      Type.Object({
        unit: Type.Enum(['bytes', 'rows']),
        done: Type.Integer(),
        total: Type.Integer(),
        perSecond: Type.Optional(Type.Integer()),
        secondsLeft: Type.Optional(Type.Integer()),
      }),
    ),
    reportId: Type.Optional(Id),
    createdAt: Time,
    startedAt: Type.Optional(Time),
    finishedAt: Type.Optional(Time),
    expiresAt: Time,
  },
  {
    $id: 'Import',
    description:
      'A file that is imported. receiving, reading, checking, ready (nothing is changed yet), writing, then finished, or held while rows wait for consent; unreadable, cancelled, expired.',
  },
)

export const rowStatus = Type.Enum(['pending', 'registered', 'already_registered', 'held', 'rejected'])

export const ImportRow = Type.Object(
  {
    position: Type.Integer({ description: 'Place of the row, from 0; the header does not count.' }),
    row: Type.Integer({ description: 'Its number in the file: the line, the row of the sheet, or the element.' }),
    status: rowStatus,
    code: Type.Optional(Type.String({ description: 'Of the error catalogue.' })),
    message: Type.Optional(Type.String()),
    remedy: Type.Optional(Type.String()),
    field: Type.Optional(Type.String()),
    notes: Type.Optional(
      Type.Array(
        Type.Object({
          code: Type.Enum(['blanks', 'hidden', 'number', 'duplicate']),
          message: Type.String(),
          column: Type.Optional(Type.String()),
        }),
        { description: 'Remarks that did not stop the row.' },
      ),
    ),
    warnings: Type.Optional(Type.Array(Type.Object({ code: Type.String(), message: Type.String() }))),
    customer: Type.Optional(Type.String({ description: 'As the file names it.' })),
    tenantId: Type.Optional(Id),
    deviceId: Type.Optional(Id),
    serialNumber: Type.Optional(Type.String()),
    productKeyId: Type.Optional(Type.String()),
  },
  {
    $id: 'ImportRow',
    description: 'What became of a row of the file; before the import is started, what would.',
    examples: [{ position: 0, row: 2, status: 'registered', serialNumber: 'F7-0001' }],
  },
)

export const ImportCustomer = Type.Object(
  {
    target: Type.String({ description: 'As the file names it: a tenant id or a domain.' }),
    tenantId: Type.Optional(Id),
    batchId: Type.Optional(Id),
    code: Type.Optional(Type.String({ description: 'Why none of its rows can be registered.' })),
    counts: Type.Object(counts),
  },
  { $id: 'ImportCustomer' },
)

export const importSchemas = [ImportOptions, Import, ImportRow, ImportCustomer]
