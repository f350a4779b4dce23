import type { Command } from 'commander'
import { type Confirming, confirmedTransaction } from '../orders/transaction.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { readDevices } from '../service/device-file.ts'
import { customerOf } from '../service/organization.ts'

interface Flags extends AskingFlags, Confirming {
  readonly customer?: string
  readonly order?: string
  readonly delivery?: string[]
  readonly purchaseOrder?: string
  readonly devices?: string
  readonly serial?: string[]
  readonly reason?: string
  readonly json?: true
}

const again = (value: string, before: string[] = []): string[] => [...before, value]

/** `hailport orders return` */
export function ordersReturnCommand(): Command {
  return askingCommand(
    'return',
    'End the registrations of an order, of deliveries, of a purchase order, or of some devices.',
    {
      text: 'Shows what would be done, asks, and does it. For 30 days a return can be taken back: hailport orders void.',
      exits: { failed: 'nothing of it can be done, or was not confirmed', findings: 'some devices are refused' },
      examples: {
        'hailport orders return --customer contoso.example --order SO-4711 --delivery 2': 'a whole delivery',
        'hailport orders return --customer contoso.example --serial F7-0001 --dry-run':
          'what would become of one device',
        'hailport orders return --customer contoso.example --purchase-order PO-88 --yes': 'a purchase order, unasked',
      },
    },
  )
    .option('--customer <domain or id>', 'whose devices they are')
    .option('--order <number>', 'this order, whole if nothing else is said')
    .option('--delivery <number>', 'of that order this delivery; may be given again', again)
    .option('--purchase-order <number>', 'every device of this purchase order that you registered')
    .option('--serial <number>', 'this device; may be given again', again)
    .option('--devices <file>', 'the devices of this file, up to 1,000: .csv, .ndjson or .json')
    .option('--reason <text>', 'stands in the journal')
    .option('--transaction <id>', 'your own id of this request (default: one that is made up)')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--yes', 'do not ask')
    .action(async (flags: Flags) => {
      const { customer, order, delivery, purchaseOrder, devices, serial = [], reason } = flags
      const client = new ServiceClient(flags)
      const named = [
        ...serial.map(serialNumber => ({ serialNumber })),
        ...(devices === undefined ? [] : readDevices(devices)),
      ]
      const request = {
        verb: 'return',
        ...(order !== undefined && { order: { number: order } }),
        ...(delivery && { deliveries: delivery.map(number => ({ number })) }),
        ...(purchaseOrder !== undefined && { purchaseOrder }),
        ...(named.length > 0 && { devices: named }),
        ...(reason !== undefined && { reason }),
      }
      process.exitCode = await confirmedTransaction(client, await customerOf(client, customer), request, flags)
    })
}
