import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConsentLimits } from '../consent/index.ts'
import type { Limits } from '../context.ts'
import { receiveBuildReport } from '../factory/index.ts'
import type { PartnerKind, Principal } from '../organizations/index.ts'
import { unpackOutcomes } from '../outcome-page.ts'
import {
  type Batch,
  type BatchInput,
  type DeviceResult,
  listBatchResults,
  type RegisterInput,
  registerDevices,
  submitBatch,
} from '../registration/index.ts'
import { columnKinds } from '../store/columns.ts'
import { startWorker } from '../worker.ts'
import { audit } from './audit.ts'
import { bytesOf, ndjson, type TestDevice, type TestRegistry, testRegistry } from './index.ts'
import type { Rows } from './rows.ts'

/** An organization with somebody who may do everything there. */
export interface Party {
  readonly id: string
  readonly who: Principal
}

type BatchOptions = Omit<BatchInput, 'format' | 'body'>

/** A registry with two customers, a maker and a reseller, and short ways to register devices. */
export interface Scene extends TestRegistry {
  readonly customer: Party
  readonly other: Party
  readonly approver: Principal
  readonly maker: Party
  readonly reseller: Party
  newPartner(kind: PartnerKind, manufacturers?: string[]): Promise<Party>
  consent(partner: Party, limits?: ConsentLimits): ReturnType<TestRegistry['grant']>
  report(devices: readonly TestDevice[], maker?: Party): Promise<void>
  /** Registers and answers the results. */
  register(
    by: Party,
    devices: readonly object[],
    more?: Partial<RegisterInput>,
    tenantId?: string,
  ): Promise<DeviceResult[]>
  /** Takes a batch in; nothing is decided yet. */
  submit(by: Party, rows: readonly object[], more?: Partial<BatchOptions>): Promise<Batch>
  /** Lets a worker do every job that is due. */
  work(): Promise<void>
  /** All results of a batch. */
  results(batch: { id: string }): Promise<DeviceResult[]>
  /** Rows of a query on the database itself. */
  readonly rows: Rows
  /** Every row of every table, in one order. */
  dump(): Record<string, unknown[]>
  /** Asserts what holds at any moment: counts agree with outcomes, each device is there once, with its keys and its journal entry. */
  audit(): void
}

/** What tests compare: status and code of each result. */
export const told = (results: readonly { status: string; code?: string | undefined }[]): string[] =>
  results.map(({ status, code }) => (code === undefined ? status : `${status} ${code}`))

export const hashRow = (device: TestDevice) => ({ hardwareHash: device.base64 })

export async function makeScene(limits: Partial<Limits> = {}): Promise<Scene> {
  const kit = await testRegistry(limits)
  const { registry } = kit
  const tenantParty = async (name: string): Promise<Party> => {
    const { id } = await kit.tenant(name)
    return { id, who: await kit.personOf(id, ['tenant-admin']) }
  }
  const newPartner: Scene['newPartner'] = async (kind, manufacturers) => {
    const { id } = await kit.partner(kind, manufacturers && { manufacturers })
    const oem = kind === 'oem' ? (['factory-reporter'] as const) : []
    return { id, who: await kit.personOf(id, ['registrar', 'partner-admin', ...oem]) }
  }
  const customer = await tenantParty('Fabrikam')
  const maker = await newPartner('oem', ['Contoso'])
  const { rows } = kit.database
  const tables = Object.keys(await columnKinds())
  return {
    ...kit,
    customer,
    other: await tenantParty('Tailwind'),
    approver: await kit.personOf(customer.id, ['consent-approver']),
    maker,
    reseller: await newPartner('csp-direct'),
    newPartner,
    rows,
    consent: (partner, given) => kit.grant(customer.id, partner.id, given),
    async report(devices, by = maker) {
      const body = bytesOf(ndjson(devices.map(hashRow)))
      await receiveBuildReport(registry, by.who, by.id, { format: 'ndjson', body })
    },
    async register(by, devices, more, tenantId = customer.id) {
      return (await registerDevices(registry, by.who, tenantId, { devices, ...more })).results
    },
    submit: (by, given, more) =>
      submitBatch(registry, by.who, customer.id, { format: 'ndjson', body: bytesOf(ndjson(given)), ...more }),
    async work() {
      const errors: unknown[] = []
      const worker = startWorker(registry, { error: details => errors.push(details) })
      const due = 'select 1 from jobs where run_after <= ?'
      while (errors.length === 0 && rows(due, registry.now()).length > 0) await pause(1)
      await worker.stop()
      assert.deepEqual(errors, [])
    },
    async results(batch) {
      const found: DeviceResult[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await listBatchResults(registry, customer.who, customer.id, batch.id, {
          ...(cursor && { cursor }),
        })
        found.push(...page.items)
        cursor = page.nextCursor
        if (cursor === undefined) return found
      }
    },
    dump: () => Object.fromEntries(tables.map(table => [table, inOrder(rows(`select * from ${table}`))])),
    audit: () => audit(rows, id => outcomesOf(rows, id)),
  }
}

const inOrder = (rows: readonly object[]): object[] =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** The outcomes of a batch, as they are stored. */
const outcomesOf = (rows: Rows, batchId: string): DeviceResult[] =>
  rows('select outcomes from batch_chunks where batch_id = ? order by number', batchId).flatMap(({ outcomes }) =>
    unpackOutcomes<DeviceResult>(outcomes),
  )
