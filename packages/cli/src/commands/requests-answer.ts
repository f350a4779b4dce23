import type { Command } from 'commander'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { customerOf } from '../service/organization.ts'
import { print } from '../terminal.ts'

interface Flags extends AskingFlags {
  readonly customer?: string
}

/** `hailport requests answer` */
export function requestsAnswerCommand(): Command {
  return askingCommand('answer', 'Write to the maker; a question that it asked is answered by that.', {
    examples: { 'hailport requests answer 0199a1b2-…-01 "They are on page 2."': 'answer a question' },
  })
    .argument('<request>', 'id of the request')
    .argument('<text>', 'what you write')
    .option('--customer <domain or id>', 'partners: the customer')
    .action(async (id: string, text: string, { customer, json, ...service }: Flags) => {
      const client = new ServiceClient(service)
      const path = `tenants/${await customerOf(client, customer)}/desk-requests/${encodeURIComponent(id)}/messages`
      const sent = await client.json<object>({ method: 'POST', path, json: { text } })
      print(json ? JSON.stringify(sent, null, 2) : 'Sent.')
    })
}
