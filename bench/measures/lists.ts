import { call } from '../client.ts'
import { whole } from '../result.ts'
import { type Service, startService } from '../service.ts'
import { type Looked, lookInBrowser } from './browser.ts'
import type { Tools } from './tools.ts'

/** One request of somebody who looks at a long list: the median of what its answers took, ms. */
export interface Look {
  readonly name: string
  readonly ms: number
}

/** Times of requests on a tenant with so many devices, by what they are about. */
export interface Lists {
  readonly devices: number
  readonly looks?: Readonly<Record<LookKind, readonly Look[]>>
  /** In a browser. */
  readonly browser?: Looked
}

export type LookKind = 'filters' | 'sorts' | 'pages' | 'counts' | 'charts'

/** Random digits of the id as a number of 0 … 255 decide, so that both engines choose the same devices. */
const among = (from: number, to: number) => {
  const hex = (value: number) => value.toString(16).padStart(2, '0')
  return `substr(cast(id as text), 35, 2) >= '${hex(from)}' and substr(cast(id as text), 35, 2) < '${hex(to)}'`
}

/** What devices of a customer have that those of the factory have not: tags, users, orders, weak identities, first boots. */
const customerData = [
  `update registrations set
    group_tag = case when ${among(0, 60)} then 'Sales' when ${among(60, 120)} then 'Kiosk' when ${among(120, 121)} then 'Field' end,
    assigned_user = case when ${among(0, 40)} then 'user-' || substr(cast(id as text), 25, 8) || '@fabrikam.example' end,
    display_name = case when ${among(40, 60)} then 'PC-' || substr(cast(id as text), 25, 8) end,
    purchase_order = case when ${among(10, 200)} then 'PO-' || substr(cast(id as text), 34, 2) end,
    quality = case when substr(cast(id as text), 33, 4) = 'abcd' then 'weak' else quality end`,
  `insert into contacts (tenant_id, device_id, first_at, last_at, times, profile_id)
    select tenant_id, id, registered_at, registered_at, 1, null from registrations where ${among(0, 100)}`,
]

/** The last places of a serial number that is in the middle of the list. */
async function someSerial(list: string, token: string): Promise<string> {
  const page = await call<{ items: { serialNumber?: string }[] }>(`${list}?serial=*7*&limit=50`, token, 'GET')
  const long = page.items.map(item => item.serialNumber ?? '').filter(serial => serial.length >= 8)
  if (long[0] === undefined) throw new Error('no serial number to look for')
  return long[0]
}

function looksOf(
  base: string,
  serial: string,
  model: string,
): Record<LookKind, readonly (readonly [string, string])[]> {
  const list = `${base}/devices`
  const query = (members: Record<string, string>) => `?${new URLSearchParams(members)}`
  const filters: Record<string, Record<string, string>> = {
    'not booted': { booted: 'false' },
    booted: { booted: 'true' },
    'in conflict (none)': { conflict: 'true' },
    'tag, common': { groupTag: 'Sales' },
    'tag, rare': { groupTag: 'Field' },
    'tag that nobody has': { groupTag: 'Nothing' },
    untagged: { tagged: 'false' },
    model: { model },
    'model, weak (rare)': { model, quality: 'weak' },
    'weak (rare)': { quality: 'weak' },
    'placeholder (rarer)': { quality: 'placeholder', booted: 'true' },
    'source (none)': { source: 'tuple' },
    registrar: { registrarKind: 'tenant' },
    'registrar (none)': { registrarKind: 'oem' },
    'without a profile (none)': { profileId: 'none' },
    user: { assignedUser: 'nobody@fabrikam.example' },
    'serial number': { serialNumber: serial },
    'serial *abc*, rare': { serial: `*${serial.slice(-6)}*` },
    'serial *7*, common': { serial: '*7*' },
    'serial *abc* that nobody has': { serial: '*#no#*' },
    'serial *abc*, rare, by model': { serial: `*${serial.slice(-6)}*`, sort: 'model' },
    'tag, by serial number': { groupTag: 'Sales', sort: 'serialNumber' },
    'day, none': { registeredUntil: '2020-01-01T00:00:00Z' },
  }
  const sorts = ['registeredAt', 'serialNumber', 'model', 'manufacturer', 'groupTag', 'purchaseOrder', 'productKeyId']
  return {
    filters: Object.entries(filters).map(([name, members]) => [name, list + query(members)]),
    sorts: [...sorts, 'assignedUser', 'displayName'].flatMap(sort =>
      ['asc', 'desc'].map(order => [`${sort} ${order}`, list + query({ sort, order })] as const),
    ),
    pages: [['first page', list]],
    counts: [
      ['chips', `${base}/device-counts`],
      ['chips, not booted', `${base}/device-counts${query({ booted: 'false' })}`],
      ['chips, weak (rare)', `${base}/device-counts${query({ quality: 'weak' })}`],
      ['chips, serial *abc*', `${base}/device-counts${query({ serial: `*${serial.slice(-6)}*` })}`],
      ['chips, model', `${base}/device-counts${query({ model })}`],
      ['by model', `${base}/model-counts`],
      ['by profile', `${base}/profile-counts`],
    ],
    charts: [
      ['first boots, 90 days', `${base.replace('/tenants/', '/organizations/')}/daily-counts?kind=first-boots&days=90`],
      [
        'registrations, 90 days',
        `${base.replace('/tenants/', '/organizations/')}/daily-counts?kind=registrations&days=90`,
      ],
    ],
  }
}

async function timeOf(url: string, token: string): Promise<number> {
  const start = performance.now()
  await call(url, token, 'GET')
  return performance.now() - start
}

/** The slower of the first request and the median of those after it: what was just counted may be told again. */
async function look(name: string, url: string, token: string, rounds: number): Promise<Look> {
  const first = await timeOf(url, token)
  const times: number[] = []
  for (let n = 0; n < rounds; n++) times.push(await timeOf(url, token))
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
  return { name, ms: Math.max(first, median) }
}

const deepPages = 20

/** Pages of 1,000 one after the other, in an order. @returns the slowest. */
async function walk(list: string, token: string, query: string): Promise<Look> {
  let slowest = 0
  let cursor: string | undefined
  for (let page = 0; page < deepPages; page++) {
    const url = `${list}?${query}&limit=1000${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
    const start = performance.now()
    const answer = await call<{ nextCursor?: string }>(url, token, 'GET')
    slowest = Math.max(slowest, performance.now() - start)
    cursor = answer.nextCursor
    if (cursor === undefined) break
  }
  return { name: `page of 1,000, ${query}`, ms: slowest }
}

async function measure(tools: Tools, { url, tenant }: Service): Promise<NonNullable<Lists['looks']>> {
  const base = `${url}/api/v1/tenants/${tenant.id}`
  const { models } = await call<{ models: { model: string }[] }>(`${base}/model-counts`, tenant.token, 'GET')
  const looks = looksOf(base, await someSerial(`${base}/devices`, tenant.token), models[0]?.model ?? '')
  const found: Record<string, Look[]> = {}
  for (const [kind, urls] of Object.entries(looks)) {
    found[kind] = []
    for (const [name, address] of urls) found[kind].push(await look(name, address, tenant.token, tools.plan.rounds))
  }
  for (const query of ['order=desc', 'sort=serialNumber&order=asc', 'sort=groupTag&order=asc', 'quality=weak'])
    found['pages']?.push(await walk(`${base}/devices`, tenant.token, query))
  return found as unknown as NonNullable<Lists['looks']>
}

/** Somebody looks through a tenant's devices: filters, sorts, deep pages, counts, charts. @param devices of the tenant. */
export async function measureLists(tools: Tools, devices: number): Promise<Lists> {
  const { databases, engine, plan, say } = tools
  const folder = await databases.take(devices)
  say(`giving ${whole(devices)} devices tags, users and first boots`)
  await databases.ask({ folder, run: customerData })
  const service = await startService(engine, folder)
  try {
    say('looking through them')
    const looks = plan.stages.has('lists') ? await measure(tools, service) : undefined
    const browser = plan.stages.has('console') ? await lookInBrowser(tools, service) : undefined
    return { devices, ...(looks && { looks }), ...(browser && { browser }) }
  } finally {
    await service.stop()
  }
}
