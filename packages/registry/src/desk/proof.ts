import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { Principal } from '../organizations/index.ts'
import type { DeskRequestsTable } from '../store/index.ts'
import { requireDeskRequest, requireOwnRequest, requireOwnWork, requireRequester } from './access.ts'
import { checkPdf } from './check-pdf.ts'
import { tellParties } from './journal.ts'
import { changeRequest } from './move.ts'
import { keepProof, openProof, sealProof } from './proof-parts.ts'
import { type DeskRequest, sideOf, viewRequest } from './request.ts'
import { type DeskState, hasEnded } from './state.ts'

async function readWhole(body: AsyncIterable<Uint8Array>, max: number): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.length
    if (size > max) throw new RegistryError('body_too_large', `A proof of purchase has at most ${max} bytes.`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function requireWritable(row: DeskRequestsTable, organizationId: string): void {
  if (sideOf(row, organizationId) !== 'requester')
    throw new RegistryError('forbidden', 'The proof of purchase is sent by who opened the request.')
  if (hasEnded(row.state as DeskState))
    throw new RegistryError('conflict', `The request is ${row.state}; it takes no proof of purchase any more.`)
}

/**
 * Takes the proof of purchase, in place of an earlier one, and keeps it sealed. What is refused is not kept anywhere.
 * @throws body_too_large, proof_not_accepted, conflict.
 */
export async function sendProof(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  body: AsyncIterable<Uint8Array>,
): Promise<DeskRequest> {
  const requester = await requireRequester(registry, principal, tenantId, 'device.read')
  const { organizationId } = requester
  requireWritable(await requireOwnWork(registry, registry.store.db, principal, requester, id), organizationId)
  const bytes = await readWhole(body, registry.limits.deskProofBytes)
  const problem = checkPdf(bytes)
  if (problem !== undefined) throw new RegistryError('proof_not_accepted', problem)
  const digest = createHash('sha256').update(bytes).digest()
  const now = registry.now()
  const row = await registry.store.write(async tx => {
    const before = await requireOwnRequest(tx.db, requester, id)
    requireWritable(before, organizationId)
    await keepProof(tx, before, sealProof(registry, before, bytes, digest))
    const change = { proof_size: bytes.length, proof_digest: digest, proof_received_at: now, proof_deleted_at: null }
    const after = await changeRequest(tx, before, change)
    await tellParties(tx, principal, now, after, {
      action: 'desk-request.proof-received',
      after: { size: bytes.length, digest: digest.toString('hex') },
    })
    return after
  })
  return viewRequest(registry, organizationId, row)
}

async function requireProof(registry: Registry, row: DeskRequestsTable): Promise<Uint8Array> {
  const bytes = await openProof(registry, registry.store.db, row)
  if (!bytes) throw new RegistryError('proof_missing')
  return bytes
}

/** The proof of purchase, for who sent it. @throws not_found, proof_missing; forbidden for the customer of a partner that sent it. */
export async function readOwnProof(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<Uint8Array> {
  const requester = await requireRequester(registry, principal, tenantId, 'device.read')
  const row = await requireOwnWork(registry, registry.store.db, principal, requester, id)
  if (sideOf(row, requester.organizationId) !== 'requester')
    throw new RegistryError('forbidden', 'The proof of purchase is for who opened the request, and for the maker.')
  return requireProof(registry, row)
}

/** The proof of purchase, for the maker's agents; that it was read is journalled. @throws not_found, proof_missing. */
export async function readDeskProof(
  registry: Registry,
  principal: Principal,
  makerId: string,
  id: string,
): Promise<Uint8Array> {
  const row = await requireDeskRequest(registry.store.db, principal, makerId, id, 'desk.read')
  const bytes = await requireProof(registry, row)
  await registry.store.write(tx =>
    tellParties(tx, principal, registry.now(), row, { action: 'desk-request.proof-read' }),
  )
  return bytes
}
