import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type FactRow, unpackFacts } from '../identity/index.ts'
import { bytesToId, idToBytes, newId } from '../ids.ts'
import { appendJournal, type Entry } from '../journal/index.ts'
import { type Principal, requireTenant, tenantNameOf } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { findDeviceHolders, type ReleasedFacts, readReleasedFacts } from '../registration/index.ts'
import { type ReleaseCertificatesTable, scopeTo, type Tx } from '../store/index.ts'

/** A statement of a tenant that it has released a device. Whoever is given its code can read it, and whether it still holds. */
export interface ReleaseCertificate {
  readonly id: string
  /** Leads to it; nobody can guess it. */
  readonly code: string
  readonly deviceId: string
  readonly serialNumber?: string
  readonly manufacturer?: string
  readonly model?: string
  readonly releasedAt: number
  readonly issuedAt: number
}

/** Of each device: its certificate, or why there is none. */
export type IssuedCertificate =
  | { readonly deviceId: string; readonly certificate: ReleaseCertificate }
  | { readonly deviceId: string; readonly code: 'not_found' }

/** What a certificate says to whoever was given its code. */
export interface VerifiedCertificate extends Omit<ReleaseCertificate, 'id' | 'deviceId'> {
  /** The organization that released the device, as it was named then. */
  readonly releasedBy: string
  /** Whether somebody has registered the device since; unclear: a device with some of the same parts. */
  readonly now: 'free' | 'claimed' | 'unclear'
}

const columns = [
  'tenant_id',
  'id',
  'device_id',
  'serial_number',
  'manufacturer',
  'model',
  'released_at',
  'issued_at',
] as const

/** The 32 bytes of tenant and certificate as text for an address: 43 characters. */
const codeOf = (tenantId: string, id: string): string =>
  Buffer.concat([idToBytes(tenantId), idToBytes(id)]).toString('base64url')

function readCode(code: string): { tenantId: string; id: string } | undefined {
  if (!/^[\w-]{43}$/.test(code)) return undefined
  const bytes = Buffer.from(code, 'base64url')
  return { tenantId: bytesToId(bytes.subarray(0, 16)), id: bytesToId(bytes.subarray(16)) }
}

function toCertificate(row: Pick<ReleaseCertificatesTable, (typeof columns)[number]>): ReleaseCertificate {
  return {
    id: row.id,
    code: codeOf(row.tenant_id, row.id),
    deviceId: row.device_id,
    ...(row.serial_number !== null && { serialNumber: row.serial_number }),
    ...(row.manufacturer !== null && { manufacturer: row.manufacturer }),
    ...(row.model !== null && { model: row.model }),
    releasedAt: row.released_at,
    issuedAt: row.issued_at,
  }
}

const placeOf = (tenantId: string, id: string): string => `certificate/${tenantId}/${id}`

function newRow(
  registry: Registry,
  principal: Principal,
  tenant: { readonly id: string; readonly name: string },
  deviceId: string,
  { releasedAt, facts }: ReleasedFacts,
): ReleaseCertificatesTable {
  const now = registry.now()
  const id = newId(now)
  return {
    tenant_id: tenant.id,
    id,
    device_id: deviceId,
    released_at: releasedAt,
    issued_at: now,
    issued_by: JSON.stringify({ kind: principal.kind, id: principal.id }),
    tenant_name: tenant.name,
    serial_number: facts.serial_number,
    manufacturer: facts.manufacturer,
    model: facts.model,
    sealed: registry.vault.seal(Buffer.from(JSON.stringify(facts)), placeOf(tenant.id, id)),
  }
}

/**
 * Issues certificates for devices that were released and can still be taken back: afterwards nothing is left to state. A release has one
 * certificate; asking again returns it.
 * @returns an answer for each id, in their order. @throws invalid_request for too many.
 */
export async function issueCertificates(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<IssuedCertificate[]> {
  requireTenant(principal, tenantId, 'device.release')
  const { listedDevices } = registry.limits
  if (deviceIds.length > listedDevices)
    throw new RegistryError('invalid_request', `At most ${listedDevices} devices at a time.`, { field: 'deviceIds' })
  return registry.store.write(async tx => {
    const ids = [...new Set(deviceIds)]
    const released = await readReleasedFacts(registry, tx.db, tenantId, ids)
    const name = (await tenantNameOf(tx.db, tenantId)) ?? ''
    const known = await certificatesOf(tx, registry, tenantId, ids)
    const made = [...released]
      .filter(([id, { releasedAt }]) => !known.has(releaseKey(id, releasedAt)))
      .map(([id, device]) => newRow(registry, principal, { id: tenantId, name }, id, device))
    if (made.length > 0)
      await tx.db
        .insertInto('release_certificates')
        .values(made)
        .onConflict(same => same.columns(['tenant_id', 'device_id', 'released_at']).doNothing())
        .execute()
    const all = await certificatesOf(tx, registry, tenantId, ids)
    const entries = made.filter(row => all.get(releaseKey(row.device_id, row.released_at))?.id === row.id)
    await appendJournal(tx, principal, registry.now(), entries.map(issuedEntry))
    return deviceIds.map(deviceId => {
      const releasedAt = released.get(deviceId)?.releasedAt
      const row = releasedAt === undefined ? undefined : all.get(releaseKey(deviceId, releasedAt))
      return row ? { deviceId, certificate: toCertificate(row) } : { deviceId, code: 'not_found' }
    })
  })
}

const issuedEntry = ({ tenant_id, id, device_id, serial_number }: ReleaseCertificatesTable): Entry => ({
  organizationId: tenant_id,
  action: 'release-certificate.issued',
  subjectKind: 'device',
  subjectId: device_id,
  after: { certificateId: id, ...(serial_number !== null && { serialNumber: serial_number }) },
})

/** A release has one certificate. */
const releaseKey = (deviceId: string, releasedAt: number): string => `${deviceId} ${releasedAt}`

/** Certificates of devices, of all their releases, by release. */
async function certificatesOf(tx: Tx, registry: Registry, tenantId: string, deviceIds: readonly string[]) {
  const rows = await scopeTo(tx.db, tenantId)
    .selectFrom('release_certificates')
    .select(columns)
    .where(registry.store.textIn<'release_certificates'>('device_id', deviceIds))
    .execute()
  return new Map(rows.map(row => [releaseKey(row.device_id, row.released_at), row]))
}

export interface CertificateFilter extends PageRequest {
  readonly serialNumber?: string
  readonly deviceId?: string
  /** newest first unless `asc`. */
  readonly order?: 'asc' | 'desc'
}

/** Certificates of a tenant, by when they were issued. */
export async function listCertificates(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  { serialNumber, deviceId, order = 'desc', ...page }: CertificateFilter,
): Promise<Page<ReleaseCertificate>> {
  requireTenant(principal, tenantId, 'device.read')
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  let query = scopeTo(registry.store.db, tenantId).selectFrom('release_certificates').select(columns)
  if (serialNumber !== undefined) query = query.where('serial_number', '=', serialNumber)
  if (deviceId !== undefined) query = query.where('device_id', '=', deviceId)
  if (after !== undefined) query = query.where('id', order === 'desc' ? '<' : '>', String(after[0]))
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toCertificate, row => [row.id])
}

/** Takes a certificate back: its address leads nowhere then. @throws not_found. */
export async function withdrawCertificate(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<void> {
  requireTenant(principal, tenantId, 'device.release')
  await registry.store.write(async tx => {
    const own = scopeTo(tx.db, tenantId)
    const row = await own.selectFrom('release_certificates').select('device_id').where('id', '=', id).executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    await own.deleteFrom('release_certificates').where('id', '=', id).execute()
    const entry = { action: 'release-certificate.withdrawn', subjectKind: 'device', subjectId: row.device_id } as const
    await appendJournal(tx, principal, registry.now(), [
      { ...entry, organizationId: tenantId, before: { certificateId: id } },
    ])
  })
}

/** Reads a certificate for whoever was given its code, and looks whether it still holds. @throws not_found. */
export async function verifyCertificate(registry: Registry, code: string): Promise<VerifiedCertificate> {
  const key = readCode(code)
  const { store, vault } = registry
  const row =
    key &&
    (await scopeTo(store.db, key.tenantId)
      .selectFrom('release_certificates')
      .selectAll()
      .where('id', '=', key.id)
      .executeTakeFirst())
  if (!row) throw new RegistryError('not_found')
  const facts: FactRow = JSON.parse(Buffer.from(vault.open(row.sealed, placeOf(row.tenant_id, row.id))).toString())
  const [holder] = await findDeviceHolders(store, store.db, row.tenant_id, [unpackFacts(facts)])
  const { id: _, deviceId: __, ...said } = toCertificate(row)
  const now = holder === 'nobody' ? 'free' : holder === 'conflict' ? 'unclear' : 'claimed'
  return { ...said, releasedBy: row.tenant_name, now }
}
