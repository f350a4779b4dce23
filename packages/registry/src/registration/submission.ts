import { consentVerdict, effectiveConsent, requestForHeldRows } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId } from '../ids.ts'
import { type PartnerKind, type Principal, type Reach, requireReach } from '../organizations/index.ts'
import type { BatchesTable, Tx } from '../store/index.ts'

/** Who registers: the customer itself, or a partner of some kind. Kept with every registration for ever. */
export interface Submitter {
  readonly kind: 'tenant' | PartnerKind
  readonly id: string
}

/** A submitter with how far the rights of whoever acts for it reach. */
export interface EntitledSubmitter extends Submitter {
  readonly reach: Reach
}

/** The part of a batch that the write path works with. */
export interface Submission {
  readonly tenantId: string
  readonly batchId: string
  readonly submitter: Submitter
  readonly onMissingConsent: 'hold' | 'refuse'
  readonly reach: Reach
  /** Whether rows of it have waited, so that the customer may have answered. */
  readonly hasWaited: boolean
  /** The customer itself has asked for these very devices: no consent is needed, and none is used up. */
  readonly requested?: true
}

export const toSubmission = (row: BatchesTable): Submission => ({
  tenantId: row.tenant_id,
  batchId: row.id,
  submitter: { kind: row.submitter_kind as Submitter['kind'], id: row.submitter_id },
  onMissingConsent: row.on_missing_consent as Submission['onMissingConsent'],
  reach: row.group_tags === null ? {} : { groupTags: JSON.parse(row.group_tags) },
  hasWaited: row.held_since !== null,
})

/** Indirect resellers register by their people, unless the operator lets their programs do it (partner-api 6.4). */
const mayUseApi = (partner: { kind: string; api_registration: number | null }): boolean =>
  partner.kind !== 'csp-indirect-reseller' || partner.api_registration === 1

/** Who the principal registers devices as. @throws not_found when it is neither the tenant's nor a partner's. */
export async function requireSubmitter(
  registry: Registry,
  principal: Principal,
  tenantId: string,
): Promise<EntitledSubmitter> {
  const { organization } = principal
  if (organization.kind === 'registry' || (organization.kind === 'tenant' && organization.id !== tenantId))
    throw new RegistryError('not_found')
  const reach = requireReach(principal, 'device.register', tenantId)
  if (organization.kind === 'tenant') return { kind: 'tenant', id: tenantId, reach }
  const partner = await registry.store.db
    .selectFrom('partners')
    .select(['kind', 'api_registration'])
    .where('id', '=', organization.id)
    .executeTakeFirstOrThrow()
  if (principal.kind === 'application' && !mayUseApi(partner)) throw new RegistryError('api_not_allowed')
  return { kind: partner.kind as PartnerKind, id: organization.id, reach }
}

/** @throws the consent error when a partner has no live consent and its rows cannot, or are not to, wait for one. */
export async function requireConsent(
  registry: Registry,
  tenantId: string,
  submitter: Submitter,
  onMissingConsent: 'hold' | 'refuse' | undefined,
): Promise<void> {
  if (submitter.kind === 'tenant') return
  if (!isId(tenantId)) throw new RegistryError('consent_missing')
  const verdict = consentVerdict(
    await effectiveConsent(registry.store.db, tenantId, submitter.id, registry.now()),
    registry.now(),
  )
  if (!verdict.live && !(verdict.mayHold && onMissingConsent === 'hold')) throw new RegistryError(verdict.code)
}

/** Tells the customer at once that rows of a partner without live consent come in and will wait. */
export async function askForConsent(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  submission: Submission,
): Promise<void> {
  const { tenantId, submitter } = submission
  if (submitter.kind === 'tenant' || submission.onMissingConsent !== 'hold') return
  await requestForHeldRows(tx, registry, principal, tenantId, submitter.id)
}
