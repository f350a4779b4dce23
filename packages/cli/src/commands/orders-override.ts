import type { Command } from 'commander'
import { type Confirming, confirmedTransaction } from '../orders/transaction.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { readDevices } from '../service/device-file.ts'
import { customerOf } from '../service/organization.ts'

interface Flags extends AskingFlags, Confirming {
  readonly customer?: string
  readonly order: string
  readonly orderedOn?: string
  readonly shipTo?: string
  readonly reason?: string
  readonly json?: true
}

/** Devices by delivery: rows may have a column that says in which they come. */
function byDelivery(rows: readonly object[]): {
  devices: object[]
  deliveries: { number: string; devices: object[] }[]
} {
  const devices: object[] = []
  const deliveries = new Map<string, object[]>()
  for (const row of rows) {
    const { delivery, ...device } = row as { delivery?: unknown }
    if (delivery === undefined) devices.push(device)
    else deliveries.set(String(delivery), [...(deliveries.get(String(delivery)) ?? []), device])
  }
  return { devices, deliveries: [...deliveries].map(([number, own]) => ({ number, devices: own })) }
}

/** `hailport orders override` */
export function ordersOverrideCommand(): Command {
  return askingCommand('override', 'Say what an order is to have: devices of the list stay or come, the others go.', {
    text: 'The file has up to 1,000 devices: CSV with a header, NDJSON or JSON; a column delivery says in which delivery they are.',
    exits: { failed: 'nothing of it can be done, or was not confirmed', findings: 'some devices are refused' },
    examples: {
      'hailport orders override all.csv --customer contoso.example --order SO-4711 --dry-run': 'what would change',
    },
  })
    .argument('<file>', 'everything that the order is to have: .csv, .ndjson or .json')
    .requiredOption('--order <number>', 'your own number of the order')
    .option('--customer <domain or id>', 'whose order it is')
    .option('--ordered-on <date>', 'such as 2031-01-10')
    .option('--ship-to <place>', 'where it is sent')
    .option('--reason <text>', 'stands in the journal')
    .option('--transaction <id>', 'your own id of this request (default: one that is made up)')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--yes', 'do not ask')
    .action(async (file: string, flags: Flags) => {
      const { customer, order, orderedOn, shipTo, reason } = flags
      const client = new ServiceClient(flags)
      const { devices, deliveries } = byDelivery(readDevices(file))
      const request = {
        verb: 'override',
        order: {
          number: order,
          ...(orderedOn !== undefined && { orderedOn }),
          ...(shipTo !== undefined && { shipTo }),
        },
        devices,
        ...(deliveries.length > 0 && { deliveries }),
        ...(reason !== undefined && { reason }),
      }
      process.exitCode = await confirmedTransaction(client, await customerOf(client, customer), request, flags)
    })
}
