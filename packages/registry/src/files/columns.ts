import { RegistryError } from '../errors.ts'
import type { DeviceRow } from '../rows/index.ts'

/** What a column may hold: a member of a device, the customer whose device it is, or what an earlier result file said. */
export type ColumnField = keyof DeviceRow | 'tenant' | 'result'

const deviceFields = [
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
] as const satisfies readonly (keyof DeviceRow)[]

/** Fields that a mapping may name. */
export const mappableFields = [...deviceFields, 'tenant'] as const

/** Columns that result files have beside those of the original. */
export const resultColumns = ['Hailport Status', 'Hailport Code', 'Hailport Reason', 'Hailport Remedy'] as const

/** Members that result files of JSON have. */
export const resultMembers = ['hailportStatus', 'hailportCode', 'hailportReason', 'hailportRemedy'] as const

/** Names of columns as known tools write them (partner-api 8, autopilot-domain 2.3, 2.4, 2.7), without what does not count in them. */
const names: Readonly<Record<ColumnField, readonly string[]>> = {
  hardwareHash: ['hardwarehash', 'hardwareidentifier', 'devicehash', 'hash', '4khh'],
  productKeyId: ['windowsproductid', 'productkeyid', 'productkey', 'productid', 'pkid'],
  serialNumber: ['deviceserialnumber', 'serialnumber', 'serial', 'serialno'],
  manufacturer: ['manufacturername', 'manufacturer', 'oemmanufacturername', 'oemname', 'make'],
  model: ['devicemodel', 'model', 'modelname'],
  groupTag: ['grouptag'],
  purchaseOrder: ['purchaseorder', 'purchaseorderid', 'purchaseorderidentifier', 'ponumber', 'po'],
  orderId: ['orderid', 'ordernumber'],
  assignedUser: ['assigneduser', 'assigneduserprincipalname', 'userprincipalname', 'upn'],
  displayName: ['displayname', 'devicename'],
  policyId: ['policyid'],
  tenant: [
    'tenantid',
    'tenant',
    'tenantdomain',
    'customertenantid',
    'customerid',
    'customerdomain',
    'domain',
    'domainname',
  ],
  result: [...resultColumns.map(fold), ...resultMembers.map(fold)],
}

/** A name without capitals, blanks and marks: those differ from tool to tool. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

const byName = new Map(
  Object.entries(names).flatMap(([field, all]) => all.map(name => [name, field as ColumnField] as const)),
)

const identifying: ReadonlySet<string | undefined> = new Set(['hardwareHash', 'productKeyId', 'serialNumber'])

/** Which file it is: what recognised the columns. */
export type ColumnSet =
  | 'intune'
  | 'partner-center'
  | 'get-windowsautopilotinfo'
  | 'cipp'
  | 'hailport'
  | 'oa3'
  | 'known-names'
  | 'mapping'
  | 'partner-center-without-header'
  | 'cipp-without-header'
  | 'hashes-only'
  | 'unknown'

export interface Column {
  readonly name: string
  readonly field?: ColumnField
}

export interface Columns {
  readonly set: ColumnSet
  /** Whether the first row holds names. */
  readonly header: boolean
  readonly columns: readonly Column[]
}

/** By name of a column, or `#1` for its place: the field that it holds, or `ignore`. */
export type Mapping = Readonly<Record<string, string>>

function setOf(header: readonly string[]): ColumnSet {
  const has = (...wanted: string[]) => wanted.every(name => header.some(each => fold(each) === name))
  if (has('oemmanufacturername') || has('modelname', 'productkey')) return 'cipp'
  if (header.every(name => /^[a-z]+[A-Z]?[A-Za-z]*$/.test(name.trim())) && has('hardwarehash')) return 'hailport'
  if (!has('deviceserialnumber')) return 'known-names'
  if (has('manufacturername') || has('devicemodel')) return 'partner-center'
  if (has('grouptag')) return 'intune'
  return has('windowsproductid', 'hardwarehash') ? 'get-windowsautopilotinfo' : 'known-names'
}

/** The columns that a header of known names stands for. @returns undefined when nothing in it identifies a device. */
export function recogniseHeader(header: readonly string[]): Columns | undefined {
  const fields = header.map(name => byName.get(fold(name)))
  if (!fields.some(field => identifying.has(field))) return undefined
  const set = setOf(header)
  // Get-WindowsAutopilotInfo called the group tag OrderID at first; the portal and the API still do not agree on the name.
  const tool = set === 'get-windowsautopilotinfo' || set === 'intune'
  const tagged =
    tool && !fields.includes('groupTag') ? fields.map(each => (each === 'orderId' ? 'groupTag' : each)) : fields
  requireOnce(header, tagged)
  return { set, header: true, columns: toColumns(header, tagged) }
}

const toColumns = (header: readonly string[], fields: readonly (ColumnField | undefined)[]): Column[] =>
  header.map((name, at) => ({ name: name.trim(), ...(fields[at] !== undefined && { field: fields[at] }) }))

/** The columns that a header names, whether or not they identify a device. */
export const namedColumns = (header: readonly string[]): Column[] =>
  toColumns(
    header,
    header.map(name => byName.get(fold(name))),
  )

/** @throws file_columns_unknown when two columns hold the same: which of them counts would be a guess. */
function requireOnce(header: readonly string[], fields: readonly (ColumnField | undefined)[]): void {
  for (const [at, field] of fields.entries()) {
    const first = fields.indexOf(field)
    if (field === undefined || field === 'result' || first === at) continue
    throw new RegistryError(
      'file_columns_unknown',
      `The columns ${quoted(header[first] ?? '')} and ${quoted(header[at] ?? '')} both hold ${field}; say by a mapping which one counts.`,
      { field },
    )
  }
}

const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)

/** @throws file_columns_unknown naming what was found and what would be understood. */
export function unknownColumns(found: readonly string[]): never {
  const shown = found.slice(0, 20).map(quoted).join(', ')
  throw new RegistryError(
    'file_columns_unknown',
    `The first row has ${found.length === 1 ? 'one column' : `${found.length} columns`}: ${shown}${found.length > 20 ? ', …' : ''}. Expected are names such as Device Serial Number, Windows Product ID, Hardware Hash, Manufacturer name, Device model, Group Tag, Assigned User, Tenant ID; at least one of the first three.`,
  )
}

/** @throws invalid_request for a field that there is not. */
export function requireMapping(mapping: Mapping): void {
  const known = [...mappableFields, 'ignore']
  for (const field of Object.values(mapping))
    if (!known.includes(field))
      throw new RegistryError('invalid_request', `A mapping names one of ${known.join(', ')}, not ${quoted(field)}.`, {
        field: 'mapping',
      })
}

/** The columns as somebody has said; those that the mapping does not name are what their names say. @throws file_columns_unknown. */
export function mapColumns(first: readonly string[], mapping: Mapping, header: boolean): Columns {
  const wanted = new Map(
    Object.entries(mapping).map(([name, field]) => [name.startsWith('#') ? name : fold(name), field]),
  )
  const used = new Set<string>()
  const fields = first.map((name, at) => {
    const key = wanted.has(`#${at + 1}`) ? `#${at + 1}` : fold(name)
    const field = wanted.get(key)
    if (field === undefined) return header ? byName.get(fold(name)) : undefined
    used.add(key)
    return field === 'ignore' ? undefined : (field as ColumnField)
  })
  const missing = [...wanted.keys()].filter(key => !used.has(key))
  if (missing.length > 0)
    throw new RegistryError(
      'file_columns_unknown',
      `The mapping names ${missing.map(quoted).join(', ')}, and there is no such column among ${first.slice(0, 20).map(quoted).join(', ')}.`,
    )
  if (!fields.some(field => identifying.has(field))) unknownColumns(first)
  requireOnce(first, fields)
  const named = header ? first : first.map((_, at) => `Column ${at + 1}`)
  return { set: 'mapping', header, columns: toColumns(named, fields) }
}

/** Base64 of a hardware hash: long, and beginning with the magic letters "OA". */
const looksLikeHash = (value: string): boolean => /^T0[A-Za-z0-9+/]{200,}={0,2}$/.test(value.trim())
const looksLikeKey = (value: string): boolean => /^\d{13}$/.test(value.trim())

const orders = {
  'partner-center-without-header': ['serialNumber', 'productKeyId', 'hardwareHash', 'manufacturer', 'model'],
  'cipp-without-header': ['serialNumber', 'manufacturer', 'model', 'productKeyId', 'hardwareHash'],
  'hashes-only': ['hardwareHash'],
} as const

/**
 * Columns of a file without a header, when hashes or product key ids among its first rows leave no doubt which of the known orders it is.
 * @returns undefined when that is not certain.
 */
export function recogniseRows(rows: readonly (readonly string[])[]): Columns | undefined {
  const fits = (Object.keys(orders) as (keyof typeof orders)[]).filter(set => {
    const order = orders[set] as readonly ColumnField[]
    const [hash, key] = [order.indexOf('hardwareHash'), order.indexOf('productKeyId')]
    const sound = rows.every(
      cells =>
        cells.length === order.length &&
        cells.every(
          (cell, at) =>
            cell.trim() === '' ||
            (looksLikeHash(cell) === (at === hash) &&
              (!looksLikeKey(cell) || at === key || order[at] === 'serialNumber')),
        ),
    )
    return sound && rows.some(cells => looksLikeHash(cells[hash] ?? '') || looksLikeKey(cells[key] ?? ''))
  })
  const [set, ...others] = fits
  if (set === undefined || others.length > 0) return undefined
  return { set, header: false, columns: orders[set].map(field => ({ name: field, field })) }
}

/** The field that a member of a JSON object is. */
export const memberField = (name: string): ColumnField | undefined => byName.get(fold(name))
