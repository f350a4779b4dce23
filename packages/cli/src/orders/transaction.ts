import { exitCodes } from '../exit-codes.ts'
import type { ServiceClient } from '../service/client.ts'
import { requireYes } from '../service/confirm.ts'
import { readSome } from '../service/list.ts'
import { waited } from '../service/wait.ts'
import { print, printable, styled, table } from '../terminal.ts'

type Counts = Readonly<Record<string, number>>

/** What a partner asked to be done, as far as it is shown. */
export interface Transaction {
  readonly id: string
  readonly transactionId: string
  readonly verb: string
  readonly state: string
  readonly result?: string
  readonly orderId?: string
  readonly batchId?: string
  readonly total: number
  readonly counts: Counts
  readonly createdAt: string
}

interface Item {
  readonly position: number
  readonly status: string
  readonly serialNumber?: string
  readonly productKeyId?: string
  readonly code?: string
  readonly message?: string
  readonly remedy?: string
}

interface Preview {
  readonly verb: string
  readonly total: number
  readonly counts: Counts
  readonly items: readonly Item[]
  readonly confirmation?: { readonly token: string }
}

const shown = 5

const pathOf = (tenantId: string): string => `tenants/${tenantId}/order-transactions`

const nameOf = ({ serialNumber, productKeyId, position }: Item): string =>
  printable(serialNumber ?? productKeyId ?? `row ${position + 1}`)

/** Counts that are not nothing, a line each. */
function tellCounts(total: number, counts: Counts): string[] {
  const rows = Object.entries(counts).filter(([, count]) => count > 0)
  const colour = (status: string) =>
    status === 'refused' ? 'red' : status === 'held' || status === 'waiting' ? 'yellow' : 'green'
  const cells = rows.map(([status, count]) => [
    count.toLocaleString('en-US').padStart(9),
    styled(colour(status), status.replaceAll('_', ' ')),
  ])
  return table([[total.toLocaleString('en-US').padStart(9), 'devices'], ...cells])
}

function tellRefused(items: readonly Item[], of: number): string[] {
  const lines = items
    .slice(0, shown)
    .flatMap(item => [
      `  ${nameOf(item)}: ${styled('red', item.code ?? '')} ${printable(item.message ?? '')}`,
      ...(item.remedy ? [`    ${printable(item.remedy)}`] : []),
    ])
  return of > Math.min(shown, items.length)
    ? [...lines, `  and ${(of - Math.min(shown, items.length)).toLocaleString('en-US')} more`]
    : lines
}

/** Reads a transaction until nothing of it is being done any more. */
export async function settledTransaction(client: ServiceClient, tenantId: string, id: string): Promise<Transaction> {
  return waited(
    () => client.json<Transaction>({ path: `${pathOf(tenantId)}/${id}` }),
    seen => seen.state !== 'running',
    ({ counts, total }) => `Working: ${total - (counts['waiting'] ?? 0)} of ${total} devices`,
  )
}

/** Prints what a transaction came to. @returns the exit code. */
export async function tellTransaction(
  client: ServiceClient,
  tenantId: string,
  done: Transaction,
  json: true | undefined,
): Promise<number> {
  const refused = done.counts['refused'] ?? 0
  if (json) print(JSON.stringify(done, null, 2))
  else {
    const path = `${pathOf(tenantId)}/${done.id}/items`
    const { items } = refused > 0 ? await readSome<Item>(client, path, { status: 'refused' }, shown) : { items: [] }
    print(
      `${styled('bold', `${done.verb} ${printable(done.transactionId)}`)}: ${done.result?.replaceAll('_', ' ') ?? done.state}`,
      ...tellCounts(done.total, done.counts),
      ...tellRefused(items, refused),
      ...(done.state === 'held' ? ['Devices that are held wait for the customer.'] : []),
    )
  }
  if (done.result === 'error') return exitCodes.failed
  return refused > 0 ? exitCodes.findings : exitCodes.ok
}

/** What a confirmed request needs beside what it says. */
export interface Confirming {
  readonly transaction?: string
  readonly dryRun?: true
  readonly yes?: true
  readonly json?: true
}

/** Shows what a request would do, asks, and has it done. @returns the exit code. */
export async function confirmedTransaction(
  client: ServiceClient,
  tenantId: string,
  request: object,
  { transaction, dryRun, yes, json }: Confirming,
): Promise<number> {
  const path = pathOf(tenantId)
  const preview = await client.json<Preview>({ method: 'POST', path, json: { ...request, dryRun: true } })
  const refused = preview.counts['refused'] ?? 0
  if (!json || dryRun) {
    if (json) print(JSON.stringify(preview, null, 2))
    else
      print(
        styled('bold', 'This would be done:'),
        ...tellCounts(preview.total, preview.counts),
        ...tellRefused(
          preview.items.filter(item => item.status === 'refused'),
          refused,
        ),
      )
  }
  const { confirmation } = preview
  if (confirmation === undefined) {
    if (!json) print('Nothing can be done of that.')
    return exitCodes.failed
  }
  if (dryRun) return refused > 0 ? exitCodes.findings : exitCodes.ok
  await requireYes(`Do this to ${preview.total} devices?`, yes)
  const transactionId = transaction ?? `cli-${crypto.randomUUID()}`
  const made = await client.json<Transaction>({
    method: 'POST',
    path,
    json: { ...request, transactionId, confirmationToken: confirmation.token },
  })
  return tellTransaction(client, tenantId, await settledTransaction(client, tenantId, made.id), json)
}
