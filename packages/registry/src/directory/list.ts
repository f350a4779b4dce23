import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import {
  getPartnerLinks,
  getPartnerNames,
  type PartnerKind,
  type Principal,
  requireRegistry,
} from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type DirectoryEntry, everywhere } from './entry.ts'
import { toWritten, type WrittenEntry } from './write.ts'

/** A maker or reseller that takes part, as everybody may see it. */
export interface Participant extends Omit<DirectoryEntry, 'showConsentLink'> {
  readonly id: string
  readonly name: string
  readonly kind: PartnerKind
  /** Code of its standing consent link, when it is shown. */
  readonly consentLinkCode?: string
}

export interface ParticipantFilter extends PageRequest {
  readonly kind?: PartnerKind
  readonly desk?: boolean
  /** Those that work in this country; who works everywhere is among them. */
  readonly region?: string
  /** By name; ascending unless `desc`. */
  readonly order?: 'asc' | 'desc'
}

/** Everybody that operators have published, by name. Needs no principal: it is public. */
export async function listParticipants(registry: Registry, filter: ParticipantFilter): Promise<Page<Participant>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 2)
  const { kind, desk, region, order = 'asc' } = filter
  let query = registry.store.db.selectFrom('directory_entries').selectAll().where('published', 'is not', null)
  if (kind !== undefined) query = query.where('published_kind', '=', kind)
  if (desk !== undefined) query = query.where('published_desk', '=', desk ? 1 : 0)
  if (region !== undefined) {
    if (!/^[A-Z]{2}$/.test(region))
      throw new RegistryError('invalid_request', 'region must be a country such as DE.', { field: 'region' })
    query = query.where(eb => eb.or([region, everywhere].map(code => eb('published_regions', 'like', `% ${code} %`))))
  }
  if (after !== undefined) {
    const [name, id] = [String(after[0]), String(after[1])]
    const beyond = order === 'asc' ? '>' : '<'
    query = query.where(eb =>
      eb.or([
        eb('published_name', beyond, name),
        eb.and([eb('published_name', '=', name), eb('partner_id', beyond, id)]),
      ]),
    )
  }
  const rows = await query
    .orderBy('published_name', order)
    .orderBy('partner_id', order)
    .limit(limit + 1)
    .execute()
  const partners = await getPartnerLinks(
    registry,
    rows.map(row => row.partner_id),
  )
  const toParticipant = (row: (typeof rows)[number]): Participant => {
    const { showConsentLink, ...entry }: DirectoryEntry = JSON.parse(row.published ?? '')
    const partner = partners.get(row.partner_id)
    return {
      id: row.partner_id,
      name: partner?.name ?? '',
      kind: row.published_kind as PartnerKind,
      ...entry,
      ...(showConsentLink && partner && { consentLinkCode: partner.linkCode }),
    }
  }
  return toPage(rows, limit, toParticipant, row => [row.published_name, row.partner_id])
}

export interface WrittenFilter extends PageRequest {
  /** waiting: written since it was published, or never published. */
  readonly state?: 'waiting' | 'published'
  readonly order?: 'asc' | 'desc'
}

/** Entries as partners wrote them; for operators. Oldest partner first unless `desc`. */
export async function listDirectoryEntries(
  registry: Registry,
  principal: Principal,
  filter: WrittenFilter,
): Promise<Page<WrittenEntry>> {
  requireRegistry(principal, 'organization.manage', 'registry.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const { state, order = 'asc' } = filter
  let query = registry.store.db.selectFrom('directory_entries').selectAll()
  if (state === 'published') query = query.where('published', 'is not', null)
  if (state === 'waiting')
    query = query.where(eb => eb.or([eb('published_at', 'is', null), eb('written_at', '>', eb.ref('published_at'))]))
  if (after !== undefined) query = query.where('partner_id', order === 'asc' ? '>' : '<', String(after[0]))
  const rows = await query
    .orderBy('partner_id', order)
    .limit(limit + 1)
    .execute()
  const names = await getPartnerNames(
    registry,
    rows.map(row => row.partner_id),
  )
  return toPage(
    rows,
    limit,
    row => toWritten(row, names.get(row.partner_id)?.name ?? ''),
    row => [row.partner_id],
  )
}
