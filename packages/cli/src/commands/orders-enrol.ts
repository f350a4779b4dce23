import type { Command } from 'commander'
import { exitCodes } from '../exit-codes.ts'
import { settledTransaction, type Transaction, tellTransaction } from '../orders/transaction.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { contentTypeOf, deviceStream } from '../service/device-file.ts'
import { readSome } from '../service/list.ts'
import { customerOf } from '../service/organization.ts'
import { waited } from '../service/wait.ts'
import { print, printable, styled, table } from '../terminal.ts'

interface Flags extends AskingFlags {
  readonly customer?: string
  readonly order: string
  readonly purchaseOrder?: string
  readonly orderedOn?: string
  readonly shipTo?: string
  readonly delivery?: string
  readonly shipsOn?: string
  readonly groupTag?: string
  readonly hold?: true
  readonly transaction?: string
  readonly reason?: string
  readonly dryRun?: true
}

interface Batch {
  readonly id: string
  readonly state: string
  readonly counts: Readonly<Record<'total' | 'registered' | 'alreadyRegistered' | 'held' | 'rejected', number>>
}

interface Result {
  readonly position: number
  readonly serialNumber?: string
  readonly code?: string
  readonly message?: string
}

/** `hailport orders enrol` */
export function ordersEnrolCommand(): Command {
  return askingCommand('enrol', 'Make an order, or add to it, and register its devices from a file.', {
    text: `The file has one device in each row: CSV with a header, NDJSON or JSON, up to 100,000, all of one delivery or of none. The same file under the
same --transaction is taken once, so a command that broke off may be repeated.`,
    exits: { failed: 'no device was registered', findings: 'some devices are refused' },
    examples: {
      'hailport orders enrol d1.csv --customer contoso.example --order SO-4711 --delivery 1 --dry-run':
        'what would happen',
      'hailport orders enrol d1.csv --customer contoso.example --order SO-4711 --delivery 1': 'register them',
    },
  })
    .argument('<file>', 'devices: .csv, .ndjson or .json')
    .requiredOption('--order <number>', 'your own number of the order')
    .option('--customer <domain or id>', 'whose order it is')
    .option('--purchase-order <number>', 'of the customer')
    .option('--ordered-on <date>', 'such as 2031-01-10')
    .option('--ship-to <place>', 'where it is sent')
    .option('--delivery <number>', 'the delivery that has all of these devices')
    .option('--ships-on <date>', 'when that delivery ships')
    .option('--group-tag <tag>', 'for devices without one of their own')
    .option('--hold', 'keep devices without consent until it is granted (default: refuse them)')
    .option('--transaction <id>', 'your own id of this request (default: one that is made up)')
    .option('--reason <text>', 'stands in the journal')
    .option('--dry-run', 'say what would become of each device, and do nothing')
    .action(async (file: string, flags: Flags) => {
      const client = new ServiceClient(flags)
      const tenantId = await customerOf(client, flags.customer)
      process.exitCode = await (flags.dryRun ? rehearse : enrol)(client, tenantId, file, flags)
    })
}

const uploadQuery = ({ order, purchaseOrder, orderedOn, shipTo, delivery, shipsOn, groupTag, hold }: Flags) => ({
  number: order,
  purchaseOrder,
  orderedOn,
  shipTo,
  delivery,
  shipsOn,
  groupTag,
  onMissingConsent: hold && 'hold',
})

async function enrol(client: ServiceClient, tenantId: string, file: string, flags: Flags): Promise<number> {
  const { reason, json } = flags
  const transactionId = flags.transaction ?? `cli-${crypto.randomUUID()}`
  const contentType = contentTypeOf(file)
  const body = deviceStream(file)
  if (!json)
    process.stderr.write(
      `Transaction ${transactionId}: repeat the command with --transaction ${transactionId} if it breaks off.\n`,
    )
  const made = await client.json<Transaction>({
    method: 'POST',
    path: `tenants/${tenantId}/order-transactions/uploads`,
    query: { ...uploadQuery(flags), transactionId, reason },
    body,
    contentType,
  })
  return tellTransaction(client, tenantId, await settledTransaction(client, tenantId, made.id), json)
}

/** Has the devices decided without registering any. */
async function rehearse(client: ServiceClient, tenantId: string, file: string, flags: Flags): Promise<number> {
  const { json } = flags
  const contentType = contentTypeOf(file)
  const { id } = await client.json<Batch>({
    method: 'POST',
    path: `tenants/${tenantId}/order-transactions/uploads/dry-runs`,
    query: uploadQuery(flags),
    body: deviceStream(file),
    contentType,
  })
  const path = `tenants/${tenantId}/batches`
  const done = await waited(
    () => client.json<Batch>({ path: `${path}/${id}` }),
    seen => seen.state === 'finished',
    ({ counts }) =>
      `Checking: ${counts.registered + counts.alreadyRegistered + counts.held + counts.rejected} of ${counts.total}`,
  )
  const { total, rejected } = done.counts
  if (json) print(JSON.stringify(done, null, 2))
  else {
    const { items } = await readSome<Result>(client, `${path}/${id}/results`, { status: 'rejected' }, 5)
    const rows = Object.entries(done.counts).filter(([, count]) => count > 0)
    print(
      styled('bold', 'This would be done:'),
      ...table(
        rows.map(([name, count]) => [count.toLocaleString('en-US').padStart(9), name === 'total' ? 'devices' : name]),
      ),
      ...items.map(
        one => `  row ${one.position + 1}: ${styled('red', one.code ?? '')} ${printable(one.message ?? '')}`,
      ),
      'Nothing was changed.',
    )
  }
  if (rejected === total) return exitCodes.failed
  return rejected > 0 ? exitCodes.findings : exitCodes.ok
}
