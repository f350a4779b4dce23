import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Column, compileFilter, type Filter } from '../filter/index.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type CorporateIdentifiersTable, type Store, scopeTo } from '../store/index.ts'
import { optionalText, requireText } from '../text.ts'

/** What a corporate identifier is: maker, model and serial number with commas between, or one of the numbers alone. */
export const corporateIdentifierTypes = ['manufacturerModelSerial', 'serialNumber', 'imei'] as const
export type CorporateIdentifierType = (typeof corporateIdentifierTypes)[number]

export interface CorporateIdentifierInput {
  readonly type: CorporateIdentifierType
  readonly identifier: string
  readonly description?: string | null
}

/** A name by which the tenant declares a device to be its own before it enrols. It registers nothing. */
export interface CorporateIdentifier {
  readonly id: string
  readonly type: CorporateIdentifierType
  readonly identifier: string
  readonly description?: string
  readonly createdAt: number
  readonly updatedAt: number
}

export interface ImportedCorporateIdentifier extends CorporateIdentifier {
  readonly outcome: 'created' | 'updated' | 'unchanged'
}

const toIdentifier = (row: CorporateIdentifiersTable): CorporateIdentifier => ({
  id: row.id,
  type: row.type as CorporateIdentifierType,
  identifier: row.identifier,
  ...(row.description !== null && { description: row.description }),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** Identifiers of one call, as one file of the original has them (autopilot-domain 10). */
const maxIdentifiers = 5_000

type Checked = Pick<CorporateIdentifiersTable, 'type' | 'identifier' | 'description'>

const nameOf = ({ type, identifier }: Pick<Checked, 'type' | 'identifier'>): string => `${type} ${identifier}`

function isWhole({ type, identifier }: CorporateIdentifierInput): boolean {
  if (!corporateIdentifierTypes.includes(type) || typeof identifier !== 'string') return false
  const parts = type === 'manufacturerModelSerial' ? identifier.split(',') : [identifier]
  if (type === 'manufacturerModelSerial' && parts.length !== 3) return false
  return type === 'imei' ? /^\d{14,16}$/.test(identifier.trim()) : parts.every(part => part.trim() !== '')
}

/** @throws invalid_request with the number of entries that are none, as the original says it (graph-api 2.6). */
function check(given: readonly CorporateIdentifierInput[]): Checked[] {
  if (given.length > maxIdentifiers)
    throw new RegistryError('body_too_large', `At most ${maxIdentifiers} identifiers a call.`)
  const bad = given.filter(one => !isWhole(one)).length
  if (bad > 0)
    throw new RegistryError(
      'invalid_request',
      `Invalid Device Identifier parameter found for ${bad} import records! A manufacturerModelSerial is three parts with commas between; no part may be empty.`,
    )
  return given.map(({ type, identifier, description }, index) => {
    const parts = requireText(identifier, `identifiers[${index}]`, 400).split(',')
    const whole = parts.map(part => part.trim()).join(',')
    return { type, identifier: whole, description: optionalText(description, `identifiers[${index}].description`, 256) }
  })
}

async function findKnown(
  store: Store,
  db: Store['db'],
  tenantId: string,
  wanted: readonly Checked[],
): Promise<Map<string, CorporateIdentifiersTable>> {
  const rows = await scopeTo(db, tenantId)
    .selectFrom('corporate_identifiers')
    .selectAll()
    .where('type', 'in', [...corporateIdentifierTypes])
    .where(
      store.textIn<'corporate_identifiers'>(
        'identifier',
        wanted.map(one => one.identifier),
      ),
    )
    .execute()
  return new Map(rows.map(row => [nameOf(row), row]))
}

/**
 * Takes identifiers in. The same again changes nothing; a description is replaced only when asked to.
 * @returns what became of each, in the order in which they were given.
 */
export async function importCorporateIdentifiers(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  given: readonly CorporateIdentifierInput[],
  { overwrite = false }: { overwrite?: boolean } = {},
): Promise<ImportedCorporateIdentifier[]> {
  requireTenant(principal, tenantId, 'device.register')
  const wanted = check(given)
  return registry.store.write(async tx => {
    const now = registry.now()
    const known = await findKnown(registry.store, tx.db, tenantId, wanted)
    const outcomes = new Map<string, 'created' | 'updated'>()
    const touched = new Map<string, CorporateIdentifiersTable>()
    for (const one of wanted) {
      const before = known.get(nameOf(one))
      const same = before !== undefined && (!overwrite || before.description === one.description)
      if (same) continue
      const row = before ?? { tenant_id: tenantId, id: newId(now), ...one, created_at: now, updated_at: now }
      const next = { ...row, description: one.description, updated_at: now }
      if (outcomes.get(nameOf(one)) !== 'created') outcomes.set(nameOf(one), before ? 'updated' : 'created')
      touched.set(next.id, next)
      known.set(nameOf(one), next)
    }
    await replaceRows(tx, registry.store, tenantId, [...touched.values()])
    await appendJournal(
      tx,
      principal,
      now,
      [...touched.values()].map(row => ({
        organizationId: tenantId,
        action: `corporate-identifier.${outcomes.get(nameOf(row)) ?? 'updated'}` as const,
        subjectKind: 'corporate-identifier',
        subjectId: row.id,
        after: { type: row.type, identifier: row.identifier, description: row.description },
      })),
    )
    return wanted.map(one => ({
      ...toIdentifier(known.get(nameOf(one)) as CorporateIdentifiersTable),
      outcome: outcomes.get(nameOf(one)) ?? 'unchanged',
    }))
  })
}

async function replaceRows(
  tx: Parameters<Parameters<Store['write']>[0]>[0],
  store: Store,
  tenantId: string,
  rows: readonly CorporateIdentifiersTable[],
): Promise<void> {
  const columns = ['tenant_id', 'id', 'type', 'identifier', 'description', 'created_at', 'updated_at'] as const
  await scopeTo(tx.db, tenantId)
    .deleteFrom('corporate_identifiers')
    .where(
      store.textIn<'corporate_identifiers'>(
        'id',
        rows.map(row => row.id),
      ),
    )
    .execute()
  await tx.insertMany(
    'corporate_identifiers',
    columns,
    rows.map(row => columns.map(column => row[column])),
  )
}

/** Those of the given identifiers that the tenant has. */
export async function searchCorporateIdentifiers(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  given: readonly CorporateIdentifierInput[],
): Promise<CorporateIdentifier[]> {
  requireTenant(principal, tenantId, 'device.read')
  const wanted = check(given)
  const known = await findKnown(registry.store, registry.store.db, tenantId, wanted)
  const names = new Set(wanted.map(nameOf))
  return [...known].filter(([name]) => names.has(name)).map(([, row]) => toIdentifier(row))
}

const filterable: Readonly<Record<string, Column>> = {
  id: { type: 'id', column: 'id' },
  type: { type: 'text', column: 'type' },
  identifier: { type: 'text', column: 'identifier' },
  description: { type: 'text', column: 'description', absent: '' },
  createdAt: { type: 'moment', column: 'created_at' },
  updatedAt: { type: 'moment', column: 'updated_at' },
}

export interface CorporateIdentifierFilter extends PageRequest {
  readonly where?: Filter
  /** Newest first unless `asc`. */
  readonly order?: 'asc' | 'desc'
}

function findIdentifiers({ store }: Registry, tenantId: string, { where }: CorporateIdentifierFilter) {
  const query = scopeTo(store.db, tenantId).selectFrom('corporate_identifiers')
  return where ? query.where(compileFilter(where, filterable)) : query
}

/** Identifiers of the tenant, by the time of their import. */
export async function listCorporateIdentifiers(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: CorporateIdentifierFilter,
): Promise<Page<CorporateIdentifier>> {
  requireTenant(principal, tenantId, 'device.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const order = filter.order ?? 'desc'
  let query = findIdentifiers(registry, tenantId, filter).selectAll()
  if (after !== undefined) query = query.where('id', order === 'desc' ? '<' : '>', String(after[0]))
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toIdentifier, row => [row.id])
}

/** How many identifiers `listCorporateIdentifiers` would list in all. */
export async function countCorporateIdentifiers(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: CorporateIdentifierFilter,
): Promise<number> {
  requireTenant(principal, tenantId, 'device.read')
  const { n } = await findIdentifiers(registry, tenantId, filter)
    .select(eb => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Removes an identifier; devices are not touched. @throws not_found. */
export async function deleteCorporateIdentifier(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<void> {
  requireTenant(principal, tenantId, 'device.register')
  await registry.store.write(async tx => {
    const row = await scopeTo(tx.db, tenantId)
      .deleteFrom('corporate_identifiers')
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId: tenantId,
        action: 'corporate-identifier.deleted',
        subjectKind: 'corporate-identifier',
        subjectId: id,
        before: { type: row.type, identifier: row.identifier, description: row.description },
      },
    ])
  })
}
