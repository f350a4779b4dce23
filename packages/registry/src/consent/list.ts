import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import {
  getPartnerNames,
  type PartnerName,
  type Principal,
  requirePermission,
  worksWith,
} from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type Database, scopeTo } from '../store/index.ts'
import { type Consent, toConsent, viewConsent } from './consent.ts'
import type { ConsentState } from './state.ts'

/** Consents of a partner, whoever its customers are. */
export function consentsOfPartner(db: Kysely<Database>, partnerId: string) {
  return scopeTo(db, partnerId)
    .selectFrom('partner_consents')
    .innerJoin('consents', join =>
      join
        .onRef('consents.tenant_id', '=', 'partner_consents.tenant_id')
        .onRef('consents.id', '=', 'partner_consents.consent_id'),
    )
    .selectAll('consents')
}

/** Consents that hold for a provider because a reseller has them. @throws not_found unless they work together. */
async function resellersConsents(registry: Registry, { organization }: Principal, resellerId: string) {
  const { db } = registry.store
  if (organization.kind !== 'partner' || !(await worksWith(db, organization.id, resellerId)))
    throw new RegistryError('not_found')
  return consentsOfPartner(db, resellerId).where('consents.state', '=', 'granted')
}

function ownConsents(registry: Registry, principal: Principal) {
  const organization = principal.organization
  if (organization.kind === 'tenant')
    return scopeTo(registry.store.db, organization.id).selectFrom('consents').selectAll('consents')
  if (organization.kind !== 'partner')
    throw new RegistryError('forbidden', 'Consents are between a customer and a partner; operators see none.')
  return consentsOfPartner(registry.store.db, organization.id)
}

type Conditions = ExpressionBuilder<Database, 'consents'>

/** The state at `now` as a condition: see `consentState`. */
function inState(eb: Conditions, state: ConsentState, now: number): Expression<SqlBool> {
  const stored = eb('consents.state', '=', state)
  if (state !== 'granted' && state !== 'expired' && state !== 'exhausted') return stored
  const granted = eb('consents.state', '=', 'granted')
  const { ref } = eb
  if (state === 'expired') return eb.or([stored, eb.and([granted, eb('consents.expires_at', '<=', now)])])
  const unexpired = eb.or([eb('consents.expires_at', 'is', null), eb('consents.expires_at', '>', now)])
  if (state === 'exhausted')
    return eb.or([
      stored,
      eb.and([granted, unexpired, eb('consents.devices_used', '>=', ref('consents.device_limit'))]),
    ])
  const room = eb.or([
    eb('consents.device_limit', 'is', null),
    eb('consents.devices_used', '<', ref('consents.device_limit')),
  ])
  return eb.and([granted, unexpired, room])
}

export interface ConsentFilter extends PageRequest {
  readonly state?: ConsentState
  /** For providers: those that hold because this reseller has them. */
  readonly through?: string
  /** For customers: those of this partner. */
  readonly partnerId?: string
  /** What the partner named when it asked. */
  readonly target?: string
  /** By the time of the request; newest first when absent. */
  readonly order?: 'asc' | 'desc'
}

/** Consents of the principal's organization, newest first unless asked otherwise. `state` filters by the state now, expiry and exhaustion included. */
export async function listConsents(
  registry: Registry,
  principal: Principal,
  filter: ConsentFilter,
): Promise<Page<Consent>> {
  requirePermission(principal, 'consent.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const now = registry.now()
  const { state, through, partnerId, target, order = 'desc' } = filter
  const found =
    through === undefined ? ownConsents(registry, principal) : await resellersConsents(registry, principal, through)
  let query = found.orderBy('consents.id', order).limit(limit + 1)
  if (after !== undefined) query = query.where('consents.id', order === 'desc' ? '<' : '>', String(after[0]))
  if (partnerId !== undefined) query = query.where('consents.partner_id', '=', partnerId)
  if (target !== undefined) query = query.where('consents.target', '=', target)
  if (state !== undefined) query = query.where(eb => inState(eb, state, now))
  const rows = await query.execute()
  const names = await getPartnerNames(registry, [...new Set(rows.map(row => row.partner_id))])
  return toPage(
    rows,
    limit,
    row => toConsent(row, names.get(row.partner_id) as PartnerName, principal, now),
    row => [row.id],
  )
}

/** One consent of the principal's organization. @throws not_found. */
export async function getConsent(registry: Registry, principal: Principal, id: string): Promise<Consent> {
  requirePermission(principal, 'consent.read')
  const row = await ownConsents(registry, principal).where('consents.id', '=', id).executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return viewConsent(registry, row, principal)
}
