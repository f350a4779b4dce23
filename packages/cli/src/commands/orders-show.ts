import type { Command } from 'commander'
import { Failure } from '../failure.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { defaultLimit, printList, readSome, toLimit } from '../service/list.ts'
import { customerOf } from '../service/organization.ts'
import { print, printable, styled, table } from '../terminal.ts'

interface Flags extends AskingFlags {
  readonly customer?: string
  readonly state?: string
  readonly delivery?: string
  readonly limit: number
}

interface Order {
  readonly id: string
  readonly number: string
  readonly purchaseOrder?: string
  readonly orderedOn?: string
  readonly shipTo?: string
  readonly deliveries: readonly { readonly number: string; readonly shipsOn?: string }[]
}

interface OrderDevice {
  readonly state: string
  readonly delivery?: string
  readonly serialNumber?: string
  readonly productKeyId?: string
  readonly deviceId?: string
}

/** `hailport orders show` */
export function ordersShowCommand(): Command {
  return askingCommand('show', 'Show an order as it is now: its deliveries, and how many devices are in which state.', {
    examples: {
      'hailport orders show SO-4711 --customer contoso.example': 'the whole order',
      'hailport orders show SO-4711 --customer contoso.example --state pending': 'its devices that have not shipped',
    },
  })
    .argument('<number>', 'number of the order')
    .option('--customer <domain or id>', 'whose order it is')
    .option('--state <state>', 'list devices: waiting, pending, registered, released or returned')
    .option('--delivery <number>', 'list devices of this delivery')
    .option('--limit <count>', 'of these at most so many', toLimit, defaultLimit)
    .action(async (number: string, { customer, state, delivery, limit, json, ...service }: Flags) => {
      const client = new ServiceClient(service)
      const path = `tenants/${await customerOf(client, customer)}/orders`
      const { items } = await readSome<Order>(client, path, { number }, 1)
      const [found] = items
      if (!found)
        throw new Failure({
          what: `There is no order ${number}`,
          why: 'you have none of this number for this customer',
          remedy: 'hailport orders list shows your orders.',
        })
      if (state === undefined && delivery === undefined) return showOrder(client, `${path}/${found.id}`, json)
      const devices = await readSome<OrderDevice>(client, `${path}/${found.id}/devices`, { state, delivery }, limit)
      const heads = ['State', 'Delivery', 'Serial number', 'Product key id', 'Device']
      printList(
        devices,
        json,
        heads,
        one => [one.state, one.delivery, one.serialNumber, one.productKeyId, one.deviceId],
        'No devices.',
      )
    })
}

async function showOrder(client: ServiceClient, path: string, json: true | undefined): Promise<void> {
  const order = await client.json<Order>({ path })
  const counts = await client.json<Record<string, number>>({ path: `${path}/device-counts` })
  if (json) return print(JSON.stringify({ ...order, counts }, null, 2))
  const said: [string, string | undefined][] = [
    ['Purchase order', order.purchaseOrder],
    ['Ordered on', order.orderedOn],
    ['Ship to', order.shipTo],
    ...order.deliveries.map((one): [string, string] => [
      `Delivery ${printable(one.number)}`,
      `ships on ${one.shipsOn ?? 'a day not said'}`,
    ]),
    ...Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([state, count]): [string, string] => [state, count.toLocaleString('en-US')]),
  ]
  print(
    styled('bold', `Order ${printable(order.number)}`),
    ...table(said.flatMap(([name, value]) => (value === undefined ? [] : [[name, printable(value)]]))),
  )
}
