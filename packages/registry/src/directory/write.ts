import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal, type EventKind } from '../journal/index.ts'
import {
  getPartnerNames,
  type PartnerName,
  type Principal,
  registryId,
  requirePartner,
  requireRegistry,
} from '../organizations/index.ts'
import type { DirectoryEntriesTable, Store, Tx } from '../store/index.ts'
import { type DirectoryEntry, type DirectoryEntryInput, readEntry } from './entry.ts'

/** An entry as its partner and operators see it. */
export interface WrittenEntry {
  readonly partnerId: string
  readonly partnerName: string
  readonly entry: DirectoryEntry
  readonly writtenAt: number
  /** What everybody sees, when operators have published it. */
  readonly published?: DirectoryEntry
  readonly publishedAt?: number
}

export const toWritten = (row: DirectoryEntriesTable, partnerName: string): WrittenEntry => ({
  partnerId: row.partner_id,
  partnerName,
  entry: JSON.parse(row.entry),
  writtenAt: row.written_at,
  ...(row.published !== null && { published: JSON.parse(row.published) }),
  ...(row.published_at !== null && { publishedAt: row.published_at }),
})

const find = (db: Store['db'], partnerId: string) =>
  db.selectFrom('directory_entries').selectAll().where('partner_id', '=', partnerId).executeTakeFirst()

async function requirePartnerName(registry: Registry, id: string): Promise<PartnerName> {
  const partner = (await getPartnerNames(registry, [id])).get(id)
  if (!partner) throw new RegistryError('not_found')
  return partner
}

/** The entry of a partner, for itself; operators list them all. @throws not_found. */
export async function getDirectoryEntry(
  registry: Registry,
  principal: Principal,
  partnerId: string,
): Promise<WrittenEntry> {
  requirePartner(principal, partnerId, 'organization.read')
  const row = await find(registry.store.db, partnerId)
  if (!row) throw new RegistryError('not_found')
  return toWritten(row, (await requirePartnerName(registry, partnerId)).name)
}

/** Writes the entry of the partner. What was published before stays as it is until operators publish the new one. */
export async function writeDirectoryEntry(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  input: DirectoryEntryInput,
): Promise<WrittenEntry> {
  requirePartner(principal, partnerId, 'directory.write')
  const { kind, name } = await requirePartnerName(registry, partnerId)
  const entry = readEntry(kind, input)
  const now = registry.now()
  const change = { entry: JSON.stringify(entry), has_desk: entry.desk ? 1 : 0, written_at: now }
  return registry.store.write(async tx => {
    const before = await find(tx.db, partnerId)
    const row = before ? { ...before, ...change } : { partner_id: partnerId, ...change, ...unpublished }
    if (before) await tx.db.updateTable('directory_entries').set(change).where('partner_id', '=', partnerId).execute()
    else await tx.db.insertInto('directory_entries').values(row).execute()
    await appendJournal(tx, principal, now, [
      {
        organizationId: partnerId,
        action: 'directory-entry.written',
        subjectKind: 'partner',
        subjectId: partnerId,
        ...(before && { before: JSON.parse(before.entry) }),
        after: entry,
      },
    ])
    return toWritten(row, name)
  })
}

const unpublished = {
  published: null,
  published_at: null,
  published_kind: null,
  published_desk: null,
  published_name: null,
  published_regions: null,
} as const

async function show(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  action: EventKind,
  changeOf: (row: DirectoryEntriesTable, partner: PartnerName, now: number) => Partial<DirectoryEntriesTable>,
): Promise<WrittenEntry> {
  requireRegistry(principal, 'organization.manage')
  const partner = await requirePartnerName(registry, partnerId)
  const now = registry.now()
  return registry.store.write(async (tx: Tx) => {
    const row = await find(tx.db, partnerId)
    if (!row) throw new RegistryError('not_found')
    const change = changeOf(row, partner, now)
    await tx.db.updateTable('directory_entries').set(change).where('partner_id', '=', partnerId).execute()
    const entry = { action, subjectKind: 'partner', subjectId: partnerId }
    const operator = { kind: 'registry', id: registryId, organization: { kind: 'registry', id: registryId } }
    await appendJournal(tx, principal, now, [{ organizationId: registryId, ...entry }])
    await appendJournal(tx, operator, now, [{ organizationId: partnerId, ...entry }])
    return toWritten({ ...row, ...change }, partner.name)
  })
}

/**
 * Shows everybody what the partner has written; for operators.
 * @param writtenAt what the operator has read; another one by now is not published unseen.
 * @throws not_found, conflict.
 */
export const publishDirectoryEntry = (registry: Registry, principal: Principal, partnerId: string, writtenAt: number) =>
  show(registry, principal, partnerId, 'directory-entry.published', (row, partner, now) => {
    if (row.written_at !== writtenAt)
      throw new RegistryError('conflict', 'The partner has written its entry anew; read it first.', {
        field: 'writtenAt',
      })
    const entry: DirectoryEntry = JSON.parse(row.entry)
    return {
      published: row.entry,
      published_at: now,
      published_kind: partner.kind,
      published_desk: row.has_desk,
      published_name: partner.name.toLowerCase(),
      published_regions: ` ${entry.regions.join(' ')} `,
    }
  })

/** Shows the entry no longer; for operators. @throws not_found. */
export const withdrawDirectoryEntry = (registry: Registry, principal: Principal, partnerId: string) =>
  show(registry, principal, partnerId, 'directory-entry.withdrawn', () => unpublished)

/** Whether the maker has a desk that takes requests. */
export async function hasDesk(db: Store['db'], partnerId: string): Promise<boolean> {
  return (await find(db, partnerId))?.has_desk === 1
}
