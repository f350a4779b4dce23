import type { Registry } from '../context.ts'
import { getPartnerNames, type PartnerKind, tenantsById } from '../organizations/index.ts'
import type { DeskRequestsTable } from '../store/index.ts'
import type { DeskKind, DeskState } from './state.ts'

/** A request to a maker's desk, as one side sees it. */
export interface DeskRequest {
  readonly id: string
  readonly kind: DeskKind
  readonly state: DeskState
  readonly makerId: string
  readonly makerName: string
  readonly tenantId: string
  readonly tenantName: string
  readonly domain: string
  readonly requester: { readonly kind: 'tenant' | PartnerKind; readonly id: string; readonly name: string }
  readonly groupTag?: string
  readonly note?: string
  /** For the requester's own people. */
  readonly openedBy?: { readonly kind: string; readonly id: string; readonly onBehalfOf?: string }
  readonly openedAt: number
  readonly submittedAt?: number
  /** For the maker's own people: who works on it. */
  readonly takenBy?: string
  readonly endedAt?: number
  /** When it ends by itself. */
  readonly endsAt?: number
  readonly counts: {
    readonly total: number
    readonly pending: number
    readonly approved: number
    readonly refused: number
    readonly messages: number
  }
  readonly proof?: {
    readonly size: number
    /** SHA-256, in hexadecimal. */
    readonly digest: string
    readonly receivedAt: number
    readonly deletedAt?: number
  }
  /** Approved hashes: to be fetched once. */
  readonly hashes?: { readonly availableUntilAt: number; readonly fetchedAt?: number }
}

type Side = 'requester' | 'customer' | 'maker'

/** Which side an organization is on. A customer whose partner asks is told, and sees neither proof nor persons. */
export const sideOf = (row: DeskRequestsTable, organizationId: string): Side => {
  if (row.requester_id === organizationId) return 'requester'
  return row.tenant_id === organizationId ? 'customer' : 'maker'
}

function proofOf(row: DeskRequestsTable): DeskRequest['proof'] {
  if (row.proof_size === null || row.proof_digest === null || row.proof_received_at === null) return undefined
  return {
    size: row.proof_size,
    digest: Buffer.from(row.proof_digest).toString('hex'),
    receivedAt: row.proof_received_at,
    ...(row.proof_deleted_at !== null && { deletedAt: row.proof_deleted_at }),
  }
}

interface Names {
  readonly partners: ReadonlyMap<string, { readonly name: string }>
  readonly tenants: ReadonlyMap<string, { readonly name: string }>
}

function view(row: DeskRequestsTable, side: Side, { partners, tenants }: Names): DeskRequest {
  const proof = proofOf(row)
  const tenantName = tenants.get(row.tenant_id)?.name ?? ''
  const isTenant = row.requester_kind === 'tenant'
  return {
    id: row.id,
    kind: row.kind as DeskKind,
    state: row.state as DeskState,
    makerId: row.partner_id,
    makerName: partners.get(row.partner_id)?.name ?? '',
    tenantId: row.tenant_id,
    tenantName,
    domain: row.domain,
    requester: {
      kind: row.requester_kind as DeskRequest['requester']['kind'],
      id: row.requester_id,
      name: isTenant ? tenantName : (partners.get(row.requester_id)?.name ?? ''),
    },
    ...(row.group_tag !== null && { groupTag: row.group_tag }),
    ...(row.note !== null && { note: row.note }),
    ...(side === 'requester' && { openedBy: JSON.parse(row.opened_by) }),
    openedAt: row.opened_at,
    ...(row.submitted_at !== null && { submittedAt: row.submitted_at }),
    ...(side === 'maker' && row.taken_by !== null && { takenBy: row.taken_by }),
    ...(row.ended_at === null ? { endsAt: row.due_at } : { endedAt: row.ended_at }),
    counts: {
      total: row.total,
      pending: row.ended_at === null ? row.total - row.approved - row.refused : 0,
      approved: row.approved,
      refused: row.refused,
      messages: row.messages,
    },
    ...(proof && { proof }),
    ...(row.hashes_until !== null && {
      hashes: {
        availableUntilAt: row.hashes_until,
        ...(row.hashes_fetched_at !== null && { fetchedAt: row.hashes_fetched_at }),
      },
    }),
  }
}

/** Requests as an organization sees them; names of the others in two queries. */
export async function viewRequests(
  registry: Registry,
  organizationId: string,
  rows: readonly DeskRequestsTable[],
): Promise<Map<string, DeskRequest>> {
  const partners = rows.flatMap(row => [row.partner_id, ...(row.requester_kind === 'tenant' ? [] : [row.requester_id])])
  const names = {
    partners: await getPartnerNames(registry, [...new Set(partners)]),
    tenants: await tenantsById(registry, [...new Set(rows.map(row => row.tenant_id))]),
  }
  return new Map(rows.map(row => [row.id, view(row, sideOf(row, organizationId), names)]))
}

/** One request as an organization sees it. */
export async function viewRequest(
  registry: Registry,
  organizationId: string,
  row: DeskRequestsTable,
): Promise<DeskRequest> {
  return (await viewRequests(registry, organizationId, [row])).get(row.id) as DeskRequest
}
