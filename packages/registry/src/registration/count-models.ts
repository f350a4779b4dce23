import { setImmediate } from 'node:timers/promises'
import { type SqlBool, sql } from 'kysely'
import type { Registry } from '../context.ts'
import { keptCount } from '../kept-counts.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'

/** Devices of a tenant by model, the commonest first. */
export interface ModelCounts {
  readonly models: { readonly model: string; readonly devices: number }[]
  /** Devices of models that are not told one by one. */
  readonly others: number
}

/** Devices that one statement counts: a million at once would keep everybody else waiting. */
const slice = 50_000
const mostModels = 20

async function countByModel({ store }: Registry, tenantId: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (let after: { model: string; id: string } | undefined; ; ) {
    const begin = after
    const rows = await scopeTo(store.db, tenantId)
      .selectFrom(eb => {
        const all = eb
          .selectFrom('registrations')
          .select(['registrations.model', 'registrations.id'])
          .where('model', 'is not', null)
        const rest = begin
          ? all.where(sql<SqlBool>`(registrations.model, registrations.id) > (${begin.model}, ${begin.id})`)
          : all
        return rest.orderBy('model').orderBy('id').limit(slice).as('s')
      })
      .select('s.model')
      .select(eb => [eb.fn.countAll<number>().as('devices'), sql<string>`max(cast(s.id as text))`.as('last')])
      .groupBy('s.model')
      .orderBy('s.model')
      .execute()
    let seen = 0
    for (const { model, devices } of rows) {
      seen += Number(devices)
      counts.set(String(model), (counts.get(String(model)) ?? 0) + Number(devices))
    }
    const end = rows.at(-1)
    if (seen < slice || !end) return counts
    after = { model: String(end.model), id: end.last }
    await setImmediate()
  }
}

/** How many devices of each model a tenant has; of many devices up to half a minute old. */
export async function countModels(registry: Registry, principal: Principal, tenantId: string): Promise<ModelCounts> {
  requireTenant(principal, tenantId, 'device.read')
  return keptCount(registry, ['models', tenantId], async () => {
    const counts = await countByModel(registry, tenantId)
    const models = [...counts]
      .map(([model, devices]) => ({ model, devices }))
      .sort((a, b) => b.devices - a.devices || (a.model < b.model ? -1 : 1))
    const sum = (of: typeof models) => of.reduce((total, { devices }) => total + devices, 0)
    const found = { models: models.slice(0, mostModels), others: sum(models.slice(mostModels)) }
    return { found, looked: sum(models) }
  })
}
