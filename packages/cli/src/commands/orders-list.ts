import type { Command } from 'commander'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { defaultLimit, printList, readSome, shortTime, toLimit } from '../service/list.ts'
import { customerOf } from '../service/organization.ts'

interface Flags extends AskingFlags {
  readonly customer?: string
  readonly number?: string
  readonly purchaseOrder?: string
  readonly limit: number
}

interface Order {
  readonly id: string
  readonly tenantId: string
  readonly number: string
  readonly purchaseOrder?: string
  readonly orderedOn?: string
  readonly createdAt: string
}

/** `hailport orders list` */
export function ordersListCommand(): Command {
  return askingCommand('list', 'List orders: a partner’s for all its customers, or those of a customer.', {
    examples: { 'hailport orders list --customer contoso.example': 'orders of one customer, newest first' },
  })
    .option('--customer <domain or id>', 'of one customer')
    .option('--number <number>', 'with this number')
    .option('--purchase-order <number>', 'of this purchase order')
    .option('--limit <count>', 'at most so many', toLimit, defaultLimit)
    .action(async ({ customer, number, purchaseOrder, limit, json, ...service }: Flags) => {
      const client = new ServiceClient(service)
      const path = customer === undefined ? 'orders' : `tenants/${await customerOf(client, customer)}/orders`
      const found = await readSome<Order>(client, path, { number, purchaseOrder }, limit)
      const heads = ['Number', 'Purchase order', 'Ordered on', 'Made', 'Customer', 'Id']
      printList(
        found,
        json,
        heads,
        one => [one.number, one.purchaseOrder, one.orderedOn, shortTime(one.createdAt), one.tenantId, one.id],
        'No orders.',
      )
    })
}
