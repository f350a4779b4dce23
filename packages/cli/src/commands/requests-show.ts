import type { Command } from 'commander'
import { type DeskDevice, type DeskMessage, type DeskRequest, tellMessages, tellRequest } from '../desk/request.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { readSome } from '../service/list.ts'
import { customerOf } from '../service/organization.ts'
import { print, printable, table } from '../terminal.ts'

interface Flags extends AskingFlags {
  readonly customer?: string
}

const most = 1000

/** `hailport requests show` */
export function requestsShowCommand(): Command {
  return askingCommand('show', 'Show a request to a maker: its devices with what was decided, and what was written.', {
    examples: { 'hailport requests show 0199a1b2-…-01': 'one request' },
  })
    .argument('<request>', 'id of the request')
    .option('--customer <domain or id>', 'partners: the customer')
    .action(async (id: string, { customer, json, ...service }: Flags) => {
      const client = new ServiceClient(service)
      const path = `tenants/${await customerOf(client, customer)}/desk-requests/${encodeURIComponent(id)}`
      const request = await client.json<DeskRequest>({ path })
      const devices = (await readSome<DeskDevice>(client, `${path}/devices`, {}, most)).items
      const messages = (await readSome<DeskMessage>(client, `${path}/messages`, {}, most)).items
      if (json) return print(JSON.stringify({ ...request, devices, messages }, null, 2))
      const rows = devices.map(one => [
        printable(one.serialNumber),
        one.state,
        printable(one.reason ?? one.message ?? one.code ?? ''),
      ])
      print(...tellRequest(request), ...table(rows), ...tellMessages(messages))
    })
}
