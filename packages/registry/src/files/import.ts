import type { Registry } from '../context.ts'
import { type ErrorCode, RegistryError } from '../errors.ts'
import type { Grant, Permission, Principal } from '../organizations/index.ts'
import type { ImportsTable, Store, Tx } from '../store/index.ts'
import { scopeTo } from '../store/index.ts'
import type { FileAbout, FileOptions } from './read-file.ts'

/**
 * receiving: the file comes in. reading: it is taken apart. checking: the rules say what would become of each row. ready: that is known,
 * and nothing is changed yet. writing: it is carried out. held: done, but for rows that wait for consent. finished. unreadable: the file
 * or its columns are not understood; other options may help. cancelled: nobody wants it any more. expired: its content is gone.
 */
export const importStates = [
  'receiving',
  'reading',
  'checking',
  'ready',
  'writing',
  'held',
  'finished',
  'unreadable',
  'cancelled',
  'expired',
] as const
export type ImportState = (typeof importStates)[number]

export const importKinds = ['devices', 'build-report'] as const
export type ImportKind = (typeof importKinds)[number]

/** A file that somebody imports, and how far it is. */
export interface Import {
  readonly id: string
  readonly kind: ImportKind
  readonly fileName: string
  readonly state: ImportState
  /** Bytes. */
  readonly size: number
  /** The customer of rows that name none. */
  readonly tenantId?: string
  readonly onMissingConsent: 'hold' | 'refuse'
  /** SHA-256, in hexadecimal. */
  readonly digest?: string
  /** An earlier import of the same file. */
  readonly sameAs?: string
  /** What somebody has said of the file. */
  readonly options: { readonly [K in keyof FileOptions]?: Exclude<FileOptions[K], undefined> }
  readonly file?: FileAbout
  readonly problem?: { readonly code: ErrorCode; readonly message: string; readonly field?: string }
  /**
   * Before `writing`: what would become of the rows. Of a build report, registered are the new devices, alreadyRegistered the known ones.
   */
  readonly counts: {
    readonly total: number
    readonly registered: number
    readonly alreadyRegistered: number
    readonly held: number
    readonly rejected: number
    /** Rows that were changed a little or have a remark. */
    readonly noted: number
    readonly customers: number
  }
  readonly progress?: Progress
  readonly reportId?: string
  readonly createdAt: number
  readonly startedAt?: number
  readonly finishedAt?: number
  /** When the file, and what became of each row, is deleted. */
  readonly expiresAt: number
}

/** How far the present phase is. */
export interface Progress {
  /** bytes while the file is read, rows afterwards. */
  readonly unit: 'bytes' | 'rows'
  readonly done: number
  readonly total: number
  readonly perSecond?: number
  readonly secondsLeft?: number
}

/** Outcomes of rows by their status. */
export interface OutcomeCounts {
  readonly registered: number
  readonly already_registered: number
  readonly held: number
  readonly rejected: number
}

const decided = ({ registered, already_registered, held, rejected }: OutcomeCounts): number =>
  registered + already_registered + held + rejected

function progressOf(row: ImportsTable, counts: OutcomeCounts, now: number): Progress | undefined {
  const state = row.state as ImportState
  if (state !== 'reading' && state !== 'checking' && state !== 'writing') return undefined
  const reading = state === 'reading'
  const done = reading ? row.bytes_read : decided(counts)
  const total = reading ? row.size : row.rows_total
  const seconds = (now - row.phase_started_at) / 1000
  const perSecond = seconds > 0 ? done / seconds : 0
  return {
    unit: reading ? 'bytes' : 'rows',
    done,
    total,
    ...(perSecond > 0 && {
      perSecond: Math.round(perSecond),
      secondsLeft: Math.max(0, Math.ceil((total - done) / perSecond)),
    }),
  }
}

const optional = <K extends string, V>(name: K, value: V | null | undefined) =>
  value === null || value === undefined ? {} : ({ [name]: value } as Record<K, V>)

/** @param counts of its batches as they are now, when they are still worked on. */
export function toImport(row: ImportsTable, now: number, counts: OutcomeCounts = row): Import {
  const { registered, already_registered, held, rejected } = counts
  return {
    id: row.id,
    kind: row.kind as ImportKind,
    fileName: row.file_name,
    state: row.state as ImportState,
    size: row.size,
    ...optional('tenantId', row.tenant_id),
    onMissingConsent: row.on_missing_consent as Import['onMissingConsent'],
    ...optional('digest', row.digest && Buffer.from(row.digest).toString('hex')),
    ...optional('sameAs', row.same_as),
    options: JSON.parse(row.options),
    ...optional('file', row.about === null ? null : (JSON.parse(row.about) as FileAbout)),
    ...optional('problem', row.problem === null ? null : (JSON.parse(row.problem) as NonNullable<Import['problem']>)),
    counts: {
      total: row.rows_total,
      registered,
      alreadyRegistered: already_registered,
      held,
      rejected,
      noted: row.rows_noted,
      customers: row.customers,
    },
    ...optional('progress', progressOf(row, counts, now)),
    ...optional('reportId', row.report_id),
    createdAt: row.created_at,
    ...optional('startedAt', row.started_at),
    ...optional('finishedAt', row.finished_at),
    expiresAt: row.expires_at,
  }
}

/** An import by its owner and id. */
export interface ImportKey {
  readonly organizationId: string
  readonly id: string
}

export const keyOf = (row: Pick<ImportsTable, 'organization_id' | 'id'>): ImportKey => ({
  organizationId: row.organization_id,
  id: row.id,
})

/** The row, if there is one. */
export async function findImport(db: Store['db'], key: ImportKey): Promise<ImportsTable | undefined> {
  const own = scopeTo(db, key.organizationId)
  return own.selectFrom('imports').selectAll().where('id', '=', key.id).executeTakeFirst()
}

/** Changes the row. */
export async function changeImport(
  tx: Tx,
  key: ImportKey,
  change: Partial<Omit<ImportsTable, 'organization_id' | 'id'>>,
): Promise<void> {
  await scopeTo(tx.db, key.organizationId).updateTable('imports').set(change).where('id', '=', key.id).execute()
}

/** Who brought a file, as it is stored: with how far its right to register devices reaches. */
export function bringerOf(principal: Principal): string {
  const { kind, id, organization, onBehalfOf, grants } = principal
  const reaches = grants
    .filter(grant => grant.permissions.has('device.register'))
    .map(({ groupTags, tenants }) => ({ ...(groupTags && { groupTags }), ...(tenants && { tenants }) }))
  return JSON.stringify({ kind, id, organization, ...(onBehalfOf !== undefined && { onBehalfOf }), reaches })
}

/** Who brought the file, for what is done on their behalf later; with no right but to register devices. */
export function importActor(row: ImportsTable): Principal {
  const { reaches, ...by } = JSON.parse(row.created_by) as Omit<Principal, 'roles' | 'grants' | 'requestId'> & {
    readonly reaches: readonly Pick<Grant, 'groupTags' | 'tenants'>[]
  }
  const permissions: ReadonlySet<Permission> = new Set(['device.register'])
  return { ...by, roles: [], grants: reaches.map(reach => ({ permissions, ...reach })), requestId: row.id }
}

/** @throws conflict saying what can be done in this state. */
export function requireState(row: ImportsTable, ...states: ImportState[]): void {
  if (!states.includes(row.state as ImportState))
    throw new RegistryError('conflict', `The import is ${row.state}; this needs one that is ${states.join(' or ')}.`)
}

/** Limits as the readers take them. */
export const readLimits = ({ limits }: Registry) => ({
  cellChars: limits.cellChars,
  columns: limits.importColumns,
  rowBytes: Math.max(limits.rowBytes, limits.cellChars) * 4,
  unpackedBytes: limits.importBytes,
})
