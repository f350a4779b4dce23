import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import {
  findHolders,
  getPartnerByLink,
  may,
  type PartnerOfLink,
  type Principal,
  personNames,
} from '../organizations/index.ts'
import type { ConsentsTable, Tx } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { type Consent, type ConsentLimits, checkLimits, toConsent, viewConsent } from './consent.ts'
import { currentConsent } from './current.ts'
import { decline, grant, requireApprover } from './decide.ts'
import { insertConsent, newRequest, pendingRequest } from './request.ts'

/** Approvers that are named to a person who may not decide. */
const approversShown = 20

/** What somebody sees who opens a partner's standing consent link. */
export interface ConsentLink {
  readonly partner: PartnerOfLink
  /** Whether the reader may answer for its tenant. */
  readonly mayDecide: boolean
  /** The answer that counts between the reader's tenant and the partner. For readers of the tenant with `consent.read`. */
  readonly consent?: Consent
  /** The name of who gave that answer, while the person is known. */
  readonly decidedByName?: string
  /** What the partner has asked the reader's tenant, and nobody has answered. For the same readers. */
  readonly request?: Consent
  /** Names of people of the reader's tenant who may answer, some at least. For its people who may not. */
  readonly approvers?: readonly string[]
}

/** Opens a standing consent link. @throws not_found for a code that no partner has. */
export async function openConsentLink(registry: Registry, principal: Principal, code: string): Promise<ConsentLink> {
  const partner = await getPartnerByLink(registry, code)
  const { organization } = principal
  if (organization.kind !== 'tenant') return { partner, mayDecide: false }
  const mayDecide = may(principal, 'consent.decide')
  const isOwnPerson = principal.kind === 'person' && principal.onBehalfOf === undefined
  const approvers =
    mayDecide || !isOwnPerson ? undefined : await findHolders(registry, organization, 'consent.decide', approversShown)
  return {
    partner,
    mayDecide,
    ...(may(principal, 'consent.read') && (await answersTo(registry, principal, partner))),
    ...(approvers && { approvers }),
  }
}

/** What the reader's tenant has answered the partner, and what it has not. */
async function answersTo(registry: Registry, principal: Principal, partner: PartnerOfLink) {
  const { db } = registry.store
  const tenantId = principal.organization.id
  const [current, open] = await Promise.all([
    currentConsent(db, tenantId, partner.id),
    pendingRequest(db, tenantId, partner.id),
  ])
  const { id, name, kind } = partner
  const view = (row: ConsentsTable) => toConsent(row, { id, name, kind }, principal, registry.now())
  const consent = current && current.state !== 'requested' ? view(current) : undefined
  const decidedBy = consent?.decidedBy
  const decidedByName = decidedBy && (await personNames(db, tenantId, [decidedBy])).get(decidedBy)
  return {
    ...(consent && { consent }),
    ...(decidedByName && { decidedByName }),
    ...(open && { request: view(open) }),
  }
}

/** Answers the partner of a link in one transaction. */
async function answer(
  registry: Registry,
  principal: Principal,
  code: string,
  work: (tx: Tx, row: ConsentsTable) => Promise<ConsentsTable>,
  mayAsk: (current: ConsentsTable | undefined) => void = () => {},
): Promise<Consent> {
  const tenantId = requireApprover(principal)
  const partner = await getPartnerByLink(registry, code)
  const row = await registry.store.write(async tx => {
    const open = await pendingRequest(tx.db, tenantId, partner.id)
    if (open) return work(tx, open)
    mayAsk(await currentConsent(tx.db, tenantId, partner.id))
    const now = registry.now()
    const made = newRequest({ tenantId, partnerId: partner.id, target: tenantId, message: null, by: principal.id, now })
    await insertConsent(tx, made)
    return work(tx, made)
  })
  registry.wake()
  return viewConsent(registry, row, principal)
}

/** Grants consent to the partner behind a standing link: the open request, or request and answer in one step. */
export async function grantByLink(
  registry: Registry,
  principal: Principal,
  code: string,
  limits: ConsentLimits = {},
): Promise<Consent> {
  requireApprover(principal)
  const checked = checkLimits(limits, registry.now())
  return answer(registry, principal, code, (tx, row) => grant(tx, registry, principal, row, checked))
}

/**
 * Declines what the partner behind a standing link asks, before it has asked too: its devices are refused from then on, not held.
 * @throws conflict when there is an answer already and nothing new was asked.
 */
export async function declineByLink(
  registry: Registry,
  principal: Principal,
  code: string,
  reason?: string,
): Promise<Consent> {
  requireApprover(principal)
  const why = optionalText(reason, 'reason', 1000)
  return answer(
    registry,
    principal,
    code,
    (tx, row) => decline(tx, registry, principal, row, why),
    current => {
      if (current?.state === 'granted')
        throw new RegistryError('conflict', `The partner has consent (${current.id}); revoke it instead.`)
      if (current) throw new RegistryError('conflict', `The partner was answered already: ${current.state}.`)
    },
  )
}
