import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId, newId } from '../ids.ts'
import { dropJobs, enqueueJob } from '../jobs/index.ts'
import { appendJournal } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import type { ItemDefaults } from '../registration/index.ts'
import { type ImportsTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { requireImporter } from './access.ts'
import { requireMapping } from './columns.ts'
import { Utf8Check } from './encoding.ts'
import {
  bringerOf,
  changeImport,
  findImport,
  type Import,
  type ImportKey,
  type ImportKind,
  keyOf,
  toImport,
} from './import.ts'
import type { FileOptions } from './read-file.ts'
import { dropParts, partBytes, putPart } from './stored.ts'

export interface ImportInput {
  readonly kind?: ImportKind | undefined
  readonly fileName?: string | undefined
  /** Partners: the customer of rows that name none. */
  readonly tenantId?: string | undefined
  readonly onMissingConsent?: 'hold' | 'refuse' | undefined
  readonly defaults?: ItemDefaults | undefined
  readonly options?: FileOptions | undefined
  readonly idempotencyKey?: string | undefined
  readonly body: AsyncIterable<Uint8Array>
}

/** What was found out while a file came in. */
export interface ReceivedFile {
  readonly size: number
  readonly digest: Uint8Array
  readonly isUtf8: boolean
}

const dayMs = 86_400_000

function newImport(registry: Registry, principal: Principal, input: ImportInput): ImportsTable {
  const now = registry.now()
  const { kind = 'devices', options = {}, defaults = {} } = input
  const { id: organizationId, kind: organizationKind } = principal.organization
  if (options.mapping) requireMapping(options.mapping)
  if (input.tenantId !== undefined && !isId(input.tenantId))
    throw new RegistryError('invalid_request', 'tenantId must be a UUID in lower case.', { field: 'tenantId' })
  if (organizationKind === 'tenant' && input.tenantId !== undefined && input.tenantId !== organizationId)
    throw new RegistryError('not_found')
  return {
    organization_id: organizationId,
    id: newId(now),
    kind,
    file_name: optionalText(input.fileName, 'fileName', 255) ?? 'import',
    state: 'receiving',
    created_at: now,
    created_by: bringerOf(principal),
    created_by_id: principal.id,
    options: JSON.stringify(options),
    tenant_id: organizationKind === 'tenant' ? organizationId : (input.tenantId ?? null),
    on_missing_consent: input.onMissingConsent ?? 'refuse',
    defaults: JSON.stringify(defaults),
    size: 0,
    digest: null,
    is_utf8: 0,
    idempotency_key: input.idempotencyKey ?? null,
    same_as: null,
    about: null,
    problem: null,
    bytes_read: 0,
    rows_total: 0,
    rows_refused: 0,
    rows_noted: 0,
    customers: 0,
    registered: 0,
    already_registered: 0,
    held: 0,
    rejected: 0,
    report_id: null,
    phase_started_at: now,
    started_at: null,
    finished_at: null,
    expires_at: now + registry.limits.importDays * dayMs,
  }
}

/**
 * Takes a file in and answers when it is kept durably; a job reads it afterwards. Nothing is registered before `startImport`.
 * With an idempotency key, sending the same again returns the same import.
 * @throws body_too_large, file_unreadable when it is empty, idempotency_key_reused.
 */
export async function receiveImport(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  input: ImportInput,
): Promise<Import> {
  await requireImporter(registry, principal, organizationId, input.kind ?? 'devices')
  const row = newImport(registry, principal, input)
  const key = keyOf(row)
  const earlier = await begin(registry, row)
  if (earlier) return repeat(registry, earlier, input.body)
  try {
    const received = await (registry.helper?.run<ReceivedFile>('keep-import', key, input.body) ??
      keepImport(registry, key, input.body))
    const sealed = await seal(registry, principal, row, received)
    registry.wake()
    return toImport(sealed, registry.now())
  } catch (error) {
    await registry.store.write(tx => dropReceiving(tx, key))
    throw error
  }
}

async function begin(registry: Registry, row: ImportsTable): Promise<ImportsTable | undefined> {
  return registry.store.write(async tx => {
    if (row.idempotency_key !== null) {
      const earlier = await scopeTo(tx.db, row.organization_id)
        .selectFrom('imports')
        .selectAll()
        .where('idempotency_key', '=', row.idempotency_key)
        .executeTakeFirst()
      if (earlier && earlier.state !== 'receiving') return earlier
      if (earlier) await dropReceiving(tx, keyOf(earlier))
    }
    await tx.db.insertInto('imports').values(row).execute()
    // Also what is left of an upload that breaks off together with its process goes then.
    const job = { kind: 'expire-import', organizationId: row.organization_id, subjectId: row.id } as const
    await enqueueJob(tx, registry.now(), job, row.expires_at - registry.now())
    return undefined
  })
}

async function repeat(registry: Registry, earlier: ImportsTable, body: AsyncIterable<Uint8Array>): Promise<Import> {
  const digest = createHash('sha256')
  for await (const piece of body) digest.update(piece)
  if (earlier.digest === null || Buffer.compare(digest.digest(), earlier.digest) !== 0)
    throw new RegistryError('idempotency_key_reused')
  return toImport(earlier, registry.now())
}

async function dropReceiving(tx: Tx, key: ImportKey): Promise<void> {
  const row = await findImport(tx.db, key)
  if (row?.state !== 'receiving') return
  await dropParts(tx, key, 'file')
  await scopeTo(tx.db, key.organizationId).deleteFrom('imports').where('id', '=', key.id).execute()
  await dropJobs(tx, 'expire-import', key.organizationId, key.id)
}

/** Keeps the bytes as they come, in parts of one size. */
export async function keepImport(
  registry: Registry,
  key: ImportKey,
  body: AsyncIterable<Uint8Array>,
): Promise<ReceivedFile> {
  const digest = createHash('sha256')
  const utf8 = new Utf8Check()
  const part = Buffer.alloc(partBytes)
  let filled = 0
  let number = 0
  let size = 0
  const put = async () => {
    await putPart(registry, key, 'file', number, part.subarray(0, filled), tx => requireReceiving(tx, key))
    number += 1
    filled = 0
  }
  for await (const piece of body) {
    size += piece.length
    if (size > registry.limits.importBytes)
      throw new RegistryError('body_too_large', `A file has at most ${registry.limits.importBytes} bytes.`)
    digest.update(piece)
    utf8.push(piece)
    for (let at = 0; at < piece.length; ) {
      const taken = Math.min(piece.length - at, partBytes - filled)
      part.set(piece.subarray(at, at + taken), filled)
      filled += taken
      at += taken
      if (filled === partBytes) await put()
    }
  }
  if (filled > 0) await put()
  if (size === 0) throw new RegistryError('file_unreadable', 'The file is empty.')
  return { size, digest: digest.digest(), isUtf8: utf8.valid }
}

async function requireReceiving(tx: Tx, key: ImportKey): Promise<void> {
  const row = await findImport(tx.db, key)
  if (row?.state !== 'receiving')
    throw new RegistryError('conflict', 'The same idempotency key was used by another upload meanwhile.')
}

async function seal(
  registry: Registry,
  principal: Principal,
  row: ImportsTable,
  { size, digest, isUtf8 }: ReceivedFile,
): Promise<ImportsTable> {
  const key = keyOf(row)
  return registry.store.write(async tx => {
    await requireReceiving(tx, key)
    const now = registry.now()
    const same = await scopeTo(tx.db, row.organization_id)
      .selectFrom('imports')
      .select('id')
      .where('digest', '=', digest)
      .where('kind', '=', row.kind)
      .where('state', 'in', ['held', 'finished'])
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    const change = {
      state: 'reading',
      size,
      digest,
      is_utf8: isUtf8 ? 1 : 0,
      same_as: same?.id ?? null,
      phase_started_at: now,
    }
    await changeImport(tx, key, change)
    await enqueueJob(tx, now, { kind: 'read-import', organizationId: row.organization_id, subjectId: row.id })
    const { kind, file_name: fileName } = row
    const entry = { action: 'import.received', subjectKind: 'import', subjectId: row.id } as const
    await appendJournal(tx, principal, now, [
      { ...entry, organizationId: row.organization_id, after: { kind, fileName, size } },
    ])
    return { ...row, ...change }
  })
}
