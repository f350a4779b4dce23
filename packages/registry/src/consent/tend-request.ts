import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { finishJob, type Lease, postponeJob, renewLease } from '../jobs/index.ts'
import { type Actor, appendJournal, type EventKind } from '../journal/index.ts'
import { type Principal, requirePermission, tenantExists } from '../organizations/index.ts'
import { type ConsentsTable, scopeTo, type Tx } from '../store/index.ts'
import { type Consent, viewConsent } from './consent.ts'
import { consentsOfPartner } from './list.ts'

const dayMs = 86_400_000
/** A customer that has not answered after these will hardly do so after another. */
const mostReminders = 3

const findRequest = (tx: Tx, partnerId: string, id: string): Promise<ConsentsTable | undefined> =>
  consentsOfPartner(tx.db, partnerId).where('consents.id', '=', id).executeTakeFirst()

/** Changes a request, and tells both sides; the partner reads the same whether there is such a tenant or not. */
export async function changeRequest(
  tx: Tx,
  registry: Registry,
  row: ConsentsTable,
  change: Partial<ConsentsTable>,
  action: EventKind,
  by: { readonly customer: Actor; readonly partner: Actor },
): Promise<ConsentsTable> {
  if (Object.keys(change).length > 0)
    await scopeTo(tx.db, row.tenant_id).updateTable('consents').set(change).where('id', '=', row.id).execute()
  const entry = { action, subjectKind: 'consent', subjectId: row.id }
  const now = registry.now()
  if (await tenantExists(tx, row.tenant_id))
    await appendJournal(tx, by.customer, now, [
      { ...entry, organizationId: row.tenant_id, after: { partnerId: row.partner_id } },
    ])
  await appendJournal(tx, by.partner, now, [
    { ...entry, organizationId: row.partner_id, after: { target: row.target } },
  ])
  return { ...row, ...change }
}

const system = (id: string): Actor => ({ kind: 'system', id: 'hailport', organization: { kind: 'registry', id } })
const bySystem = (row: ConsentsTable) => ({ customer: system(row.tenant_id), partner: system(row.partner_id) })

/** The partner takes a request back that nobody has answered. @throws not_found, conflict. */
export async function cancelRequest(registry: Registry, principal: Principal, id: string): Promise<Consent> {
  const { organization } = principal
  if (organization.kind !== 'partner')
    throw new RegistryError('forbidden', 'Only the partner that asked takes a request back.')
  requirePermission(principal, 'consent.request')
  const row = await registry.store.write(async tx => {
    const found = await findRequest(tx, organization.id, id)
    if (!found) throw new RegistryError('not_found')
    if (found.state !== 'requested')
      throw new RegistryError('conflict', `The request is not open any more: ${found.state}.`)
    const by = { customer: principal, partner: principal }
    return changeRequest(tx, registry, found, { state: 'cancelled' }, 'consent.cancelled', by)
  })
  return viewConsent(registry, row, principal)
}

/** What is due for a request now, and when to look again; no time when that is all. */
async function tend(tx: Tx, registry: Registry, row: ConsentsTable): Promise<number | undefined> {
  const now = registry.now()
  const { requestDays, reminderDays } = registry.limits
  const end = row.answer_by as number
  const removal = end + requestDays * dayMs
  if (row.state === 'requested' && now >= end) {
    await changeRequest(tx, registry, row, { state: 'lapsed' }, 'consent.lapsed', bySystem(row))
    return removal
  }
  if (row.state === 'requested') {
    const reminders = (row.reminders ?? 0) + 1
    await changeRequest(tx, registry, row, { reminders, reminded_at: now }, 'consent.reminded', bySystem(row))
    return reminders < mostReminders ? Math.min(now + reminderDays * dayMs, end) : end
  }
  if (row.state !== 'lapsed' && row.state !== 'cancelled') return undefined
  if (now < removal) return removal
  await changeRequest(tx, registry, row, {}, 'consent.removed', bySystem(row))
  await scopeTo(tx.db, row.tenant_id).deleteFrom('consents').where('id', '=', row.id).execute()
  await scopeTo(tx.db, row.partner_id).deleteFrom('partner_consents').where('consent_id', '=', row.id).execute()
  return undefined
}

/** Job: reminds of a request, ends it when its time is over, and removes what nobody answered in the end. */
export async function tendRequest(registry: Registry, lease: Lease): Promise<void> {
  await registry.store.write(async tx => {
    await renewLease(tx, registry, lease)
    const row = await findRequest(tx, lease.organizationId, lease.subjectId)
    const next = row && (await tend(tx, registry, row))
    if (next === undefined) await finishJob(tx, lease)
    else await postponeJob(tx, lease, next)
  })
}
