import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Principal, requirePartner, requireTenant } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'
import { type DailyCountKind, dateOf, dayOf } from './tally.ts'

/** Days that can be asked for at most, and for which counts are kept. */
export const mostCountedDays = 366
/** Names that are told one by one, those with the highest counts. */
const mostNames = 20

/** What happened on each of some days, today the last of them. */
export interface DailyCounts {
  readonly kind: DailyCountKind
  /** First and last day, UTC, as `2031-01-31`. */
  readonly from: string
  readonly until: string
  readonly total: number
  /** Highest first. */
  readonly names: { readonly name: string; readonly count: number }[]
  /** What is counted under names that are not told. */
  readonly others: number
  /** Days on which something happened, in order: counts by name. */
  readonly days: { readonly date: string; readonly counts: Record<string, number> }[]
}

/** @throws forbidden, not_found, invalid_request for what this kind of organization does not count. */
function requireReader(principal: Principal, organizationId: string, kind: DailyCountKind): void {
  if (principal.organization.kind === 'partner') requirePartner(principal, organizationId, 'device.read')
  else requireTenant(principal, organizationId, 'device.read')
  const ofPartners = kind === 'customers'
  const ofTenants = kind === 'first-boots' || kind === 'registrations'
  if (principal.organization.kind === 'partner' ? ofTenants : ofPartners)
    throw new RegistryError('invalid_request', `${kind} is counted for ${ofTenants ? 'tenants' : 'partners'}.`, {
      field: 'kind',
    })
}

/** Counts of the last so many days, today included. */
export async function listDailyCounts(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  { kind, days }: { readonly kind: DailyCountKind; readonly days: number },
): Promise<DailyCounts> {
  requireReader(principal, organizationId, kind)
  const today = dayOf(registry.now())
  const first = today - days + 1
  const counted = scopeTo(registry.store.db, organizationId)
    .selectFrom('daily_counts')
    .select('name')
    .select(eb => eb.fn.sum<number>('count').as('count'))
    .where('kind', '=', kind)
    .where('day', '>=', first)
    .groupBy('name')
  const all = (await counted.execute())
    .map(({ name, count }) => ({ name, count: Number(count) }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  const names = all.slice(0, mostNames)
  const sum = (of: typeof all) => of.reduce((total, { count }) => total + count, 0)
  const told = names.map(({ name }) => name)
  const rows =
    told.length === 0
      ? []
      : await counted.where('name', 'in', told).select('day').groupBy('day').orderBy('day').orderBy('name').execute()
  const byDay = [...Map.groupBy(rows, row => Number(row.day))]
  return {
    kind,
    from: dateOf(first),
    until: dateOf(today),
    total: sum(all),
    names,
    others: sum(all.slice(mostNames)),
    days: byDay.map(([day, of]) => ({
      date: dateOf(day),
      counts: Object.fromEntries(of.map(({ name, count }) => [name, Number(count)])),
    })),
  }
}
