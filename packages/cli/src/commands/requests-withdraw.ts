import type { Command } from 'commander'
import { type DeskRequest, tellRequest } from '../desk/request.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { requireYes } from '../service/confirm.ts'
import { customerOf } from '../service/organization.ts'
import { print } from '../terminal.ts'

interface Flags extends AskingFlags {
  readonly customer?: string
  readonly reason?: string
  readonly yes?: true
}

/** `hailport requests withdraw` */
export function requestsWithdrawCommand(): Command {
  return askingCommand('withdraw', 'Give a request up. What was approved stays; the proof of purchase is deleted.', {
    examples: { 'hailport requests withdraw 0199a1b2-…-01 --reason "Ordered twice"': 'with a reason for the journals' },
  })
    .argument('<request>', 'id of the request')
    .option('--customer <domain or id>', 'partners: the customer')
    .option('--reason <text>', 'stands in the journals of everybody concerned')
    .option('--yes', 'do not ask')
    .action(async (id: string, { customer, reason, yes, json, ...service }: Flags) => {
      const client = new ServiceClient(service)
      const path = `tenants/${await customerOf(client, customer)}/desk-requests/${encodeURIComponent(id)}/withdraw`
      await requireYes('Withdraw this request?', yes)
      const made = await client.json<DeskRequest>({
        method: 'POST',
        path,
        json: { ...(reason !== undefined && { reason }) },
      })
      print(...(json ? [JSON.stringify(made, null, 2)] : tellRequest(made)))
    })
}
