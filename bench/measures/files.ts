import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { csvReport, SIMULATED_MAKERS, type SimulatedDevice, simulateFactory } from '@hailport/device'
import { call, makePerson, type Tenant } from '../client.ts'
import { batched } from '../device-file.ts'
import { whole } from '../result.ts'
import { startService } from '../service.ts'
import type { Tools } from './tools.ts'

/** Files imported as people have them: CSV, checked first, then carried out. Memory in MB. */
export interface Files {
  readonly rows: number
  readonly report: FileImport
  readonly registration: FileImport
  readonly idleMemory: number
  readonly peakMemory: number
}

/** Rows a second. */
export interface FileImport {
  /** From the first byte sent until what would become of every row is known. */
  readonly checked: number
  /** From the start until every row is written. */
  readonly written: number
}

const seed = 'files'

/** A maker reports devices in one file, then registers them in another by product key id, and by manufacturer, model and serial number. */
export async function measureFiles(tools: Tools): Promise<Files> {
  const { engine, plan, databases, folders, say } = tools
  // Two rows come on top, and a file has a million at most.
  const rows = plan.reference - 2
  const folder = databases.copy(databases.empty, 'files')
  const service = await startService(engine, folder)
  const idle = await service.report()
  const maker = await makeMaker(service.url, service.tenant)
  const devices = () => simulateFactory({ seed, count: rows })

  say(`a maker reports ${whole(rows)} devices in a CSV file`)
  const built = join(folders.work, 'built.csv')
  await writeLines(built, csvReport(withTwin(devices())))
  const report = await maker.importFile(built, rows + 1, 'kind=build-report')
  await rm(built)

  say('and registers them by product key id and by label')
  const order = join(folders.work, 'order.csv')
  await writeLines(order, orderRows(devices()))
  const registration = await maker.importFile(order, rows - 1, `tenantId=${service.tenant.id}`)
  await maker.requireCodes(registration.id, ['device_not_found', 'device_not_found', 'device_not_unique'])
  await rm(order)
  const { peakMemory } = await service.report()
  await service.stop()
  await rm(folder, { recursive: true })
  return { rows, report, registration, idleMemory: idle.memory, peakMemory }
}

/** The devices, and another one under the label of the first: that label is ambiguous. */
function* withTwin(devices: Iterable<SimulatedDevice>): Generator<SimulatedDevice> {
  let first: SimulatedDevice | undefined
  for (const device of devices) {
    first ??= device
    yield device
  }
  if (!first) return
  const { SmbiosSystemManufacturer, SmbiosSystemProductName, SmbiosSystemSerialNumber } = first.fields
  const label = { SmbiosSystemManufacturer, SmbiosSystemProductName, SmbiosSystemSerialNumber }
  for (const stranger of simulateFactory({ seed: 'twin', count: 1 }))
    yield { ...stranger, fields: { ...stranger.fields, ...label } }
}

const csvLine = (values: readonly string[]): string => `${values.map(value => `"${value}"`).join(',')}\r\n`

/** One device by product key id, the next by its label; and three that cannot be registered so: ambiguous, unknown, in other letters. */
function* orderRows(devices: Iterable<SimulatedDevice>): Generator<string> {
  yield csvLine(['Product Key ID', 'Manufacturer', 'Model', 'Serial Number'])
  let byKey = false
  let first = true
  for (const { fields } of devices) {
    const label = [fields.SmbiosSystemManufacturer, fields.SmbiosSystemProductName, fields.SmbiosSystemSerialNumber]
    yield csvLine(byKey && fields.ProductKeyID ? [fields.ProductKeyID, '', '', ''] : ['', ...label])
    if (first) yield csvLine(['', ...label.map(text => text.toLowerCase())])
    first = false
    byKey = !byKey
  }
  yield csvLine(['9999999999999', '', '', ''])
}

const writeLines = (file: string, lines: Iterable<string>) =>
  pipeline(Readable.from(batched(lines)), createWriteStream(file))

interface ImportView {
  readonly id: string
  readonly state: string
  readonly counts: { readonly registered: number; readonly rejected: number }
}

/** A maker to whose registrations the tenant has consented. */
async function makeMaker(base: string, tenant: Tenant) {
  const api = `${base}/api/v1`
  const { operator } = tenant
  const about = { name: 'Contoso Computers', kind: 'oem', manufacturers: SIMULATED_MAKERS }
  const { id } = await call<{ id: string }>(`${api}/partners`, operator, 'POST', about)
  const token = await makePerson(api, operator, id, 'factory@contoso.example', ['factory-reporter', 'registrar'])
  const approver = await makePerson(api, operator, tenant.id, 'approver@fabrikam.example', ['consent-approver'])
  const consent = await call<{ id: string }>(`${api}/consents`, token, 'POST', { tenantId: tenant.id })
  await call(`${api}/consents/${consent.id}/grant`, approver, 'POST', {})
  const imports = `${api}/organizations/${id}/imports`

  const reach = async (one: string, states: readonly string[]): Promise<ImportView> => {
    for (;;) {
      const now = await call<ImportView>(`${imports}/${one}`, token, 'GET')
      if (states.includes(now.state)) return now
      if (now.state === 'unreadable') throw new Error(JSON.stringify(now))
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  return {
    /** @param registered how many rows must be, in the check and in the end. */
    async importFile(file: string, registered: number, query: string): Promise<FileImport & { id: string }> {
      const begun = performance.now()
      const answer = await fetch(`${imports}?${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
        body: ReadableStream.from(createReadStream(file, { highWaterMark: 262_144 })),
        duplex: 'half',
      })
      if (answer.status !== 202) throw new Error(`import: ${answer.status} ${await answer.text()}`)
      const made = (await answer.json()) as ImportView
      requireCount(await reach(made.id, ['ready']), registered)
      const checked = performance.now()
      await call(`${imports}/${made.id}/start`, token, 'POST')
      const { counts } = requireCount(await reach(made.id, ['finished']), registered)
      const all = counts.registered + counts.rejected
      const rate = (from: number) => (1000 * all) / (performance.now() - from)
      return { id: made.id, checked: (1000 * all) / (checked - begun), written: rate(checked) }
    },
    async requireCodes(one: string, wanted: readonly string[]): Promise<void> {
      const items: { code?: string }[] = []
      // A page may have fewer rows than asked for while others follow.
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const page: { items: { code?: string }[]; nextCursor?: string } = await call(
          `${imports}/${one}/rows?status=rejected${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
          token,
          'GET',
        )
        items.push(...page.items)
        cursor = page.nextCursor
      }
      const codes = items.map(item => item.code).sort()
      if (codes.join() !== wanted.join()) throw new Error(`rejected as ${codes}, and not ${wanted}`)
    },
  }
}

function requireCount(view: ImportView, registered: number): ImportView {
  if (view.counts.registered === registered) return view
  throw new Error(`${view.counts.registered} rows are registered, and not ${registered}: ${JSON.stringify(view)}`)
}
