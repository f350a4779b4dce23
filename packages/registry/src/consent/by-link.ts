import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId } from '../ids.ts'
import {
  findHolders,
  getPartnerByLink,
  getPartnerOfLink,
  may,
  type PartnerOfLink,
  type Principal,
  personNames,
} from '../organizations/index.ts'
import { type ConsentsTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { type Consent, type ConsentLimits, checkLimits, toConsent, viewConsent } from './consent.ts'
import { currentConsent } from './current.ts'
import { decline, grant, requireApprover } from './decide.ts'
import { consentsOfPartner } from './list.ts'
import { insertConsent, newRequest, pendingRequest } from './request.ts'
import { changeRequest } from './tend-request.ts'

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
  /** The link is that of a request which has ended without an answer, and nothing else stands between the two. */
  readonly ended?: 'lapsed' | 'cancelled'
  /** Names of people of the reader's tenant who may answer, some at least. For its people who may not. */
  readonly approvers?: readonly string[]
}

/** The partner behind a link, and the request that the link was made for: its id is its code, which only the two sides can use. */
async function resolveLink(registry: Registry, { organization }: Principal, code: string) {
  if (!isId(code)) return { partner: await getPartnerByLink(registry, code) }
  const { db } = registry.store
  const rows =
    organization.kind === 'tenant'
      ? scopeTo(db, organization.id).selectFrom('consents').selectAll()
      : consentsOfPartner(db, organization.id)
  const request = await rows.where('consents.id', '=', code).executeTakeFirst()
  if (!request) throw new RegistryError('not_found', 'This consent link is not valid for your organization.')
  return { partner: await getPartnerOfLink(registry, request.partner_id), request }
}

/** Notes that somebody of the customer has seen a request. */
async function noteOpening(registry: Registry, principal: Principal, tenantId: string, partnerId: string) {
  const unseen = await pendingRequest(registry.store.db, tenantId, partnerId)
  if (!unseen || unseen.opened_at !== null) return
  await registry.store.write(async tx => {
    const row = await pendingRequest(tx.db, tenantId, partnerId)
    if (!row || row.opened_at !== null) return
    const partner = { kind: 'tenant', id: row.target, organization: { kind: 'tenant', id: row.target } }
    const change = { opened_at: registry.now() }
    await changeRequest(tx, registry, row, change, 'consent.opened', { customer: principal, partner })
  })
}

/** Opens a partner's standing consent link, or that of a request. @throws not_found for a code that leads nowhere for the reader. */
export async function openConsentLink(registry: Registry, principal: Principal, code: string): Promise<ConsentLink> {
  const { partner, request } = await resolveLink(registry, principal, code)
  const { organization } = principal
  if (organization.kind !== 'tenant') return { partner, mayDecide: false }
  const mayDecide = may(principal, 'consent.decide')
  const isOwnPerson = principal.kind === 'person' && principal.onBehalfOf === undefined
  if (isOwnPerson) await noteOpening(registry, principal, organization.id, partner.id)
  const ended = await endedRequest(registry, request)
  const approvers =
    mayDecide || !isOwnPerson ? undefined : await findHolders(registry, organization, 'consent.decide', approversShown)
  return {
    partner,
    mayDecide,
    ...(may(principal, 'consent.read') && (await answersTo(registry, principal, partner))),
    ...(ended && { ended }),
    ...(approvers && { approvers }),
  }
}

/** How a request ended that nobody answered, unless something else stands between the two by now. */
async function endedRequest({ store }: Registry, request: ConsentsTable | undefined) {
  if (request?.state !== 'lapsed' && request?.state !== 'cancelled') return undefined
  return (await currentConsent(store.db, request.tenant_id, request.partner_id)) ? undefined : request.state
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
  const { partner, request } = await resolveLink(registry, principal, code)
  const ended = await endedRequest(registry, request)
  if (ended) throw new RegistryError('conflict', `The request of this link is not open any more: ${ended}.`)
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
