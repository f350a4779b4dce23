import type { Import, ImportOptions } from '../../api/generated/operations.ts'

/** What a column can hold, besides nothing that is read. */
export const fields = [
  'hardwareHash',
  'productKeyId',
  'serialNumber',
  'manufacturer',
  'model',
  'groupTag',
  'purchaseOrder',
  'orderId',
  'assignedUser',
  'displayName',
  'policyId',
  'tenant',
] as const
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
/** By the key of their names. */
export const delimiters: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', bar: '|' }
export const delimiterId = (delimiter: string): string =>
  Object.keys(delimiters).find(id => delimiters[id] === delimiter) ?? 'other'

/** How a file is to be read, as it stands in the form. */
export interface ReadFields {
  readonly encoding: string
  readonly delimiter: string
  readonly sheet: string
  readonly header: boolean
  /** For each column; empty: it is not read. */
  readonly columns: readonly string[]
}

/** The form at first: how the file was understood. */
export function readFieldsOf({ file, options }: Import): ReadFields {
  return {
    encoding: file?.encoding ?? options.encoding ?? '',
    delimiter: file?.delimiter ?? options.delimiter ?? '',
    sheet: file?.sheet ?? options.sheet ?? '',
    header: file?.header ?? options.header ?? true,
    columns: (file?.columns ?? []).map(({ field }) => field ?? ''),
  }
}

/**
 * What has to be said so that the file is read as the form has it; nothing when the form is as it was. When its parts are others
 * (encoding, delimiter, sheet, header), the columns are too, and what was said of them does not count any more.
 */
export function optionsOf(made: Import, wanted: ReadFields): ImportOptions | undefined {
  const before = readFieldsOf(made)
  const parts: ImportOptions = {
    ...(wanted.encoding !== before.encoding && { encoding: wanted.encoding as NonNullable<ImportOptions['encoding']> }),
    ...(wanted.delimiter !== before.delimiter && { delimiter: wanted.delimiter }),
    ...(wanted.sheet !== before.sheet && { sheet: wanted.sheet }),
    ...(wanted.header !== before.header && { header: wanted.header }),
  }
  if (Object.keys(parts).length > 0) return made.options.mapping ? { ...parts, mapping: {} } : parts
  const mapping = wanted.columns.flatMap((field, at) =>
    field === before.columns[at] ? [] : [[`#${at + 1}`, field || 'ignore'] as const],
  )
  if (mapping.length === 0) return undefined
  return {
    mapping: { ...made.options.mapping, ...Object.fromEntries(mapping) } as NonNullable<ImportOptions['mapping']>,
  }
}
