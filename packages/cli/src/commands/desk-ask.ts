import type { Command } from 'commander'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { requirePartner } from '../service/organization.ts'
import { print } from '../terminal.ts'

/** `hailport desk ask` */
export function deskAskCommand(): Command {
  return askingCommand('ask', 'Ask whoever opened a request something: it waits for the answer.', {
    examples: { 'hailport desk ask 0199a1b2-…-01 "Page 2 of the invoice is missing."': 'ask for a better proof' },
  })
    .argument('<request>', 'id of the request')
    .argument('<text>', 'what you ask')
    .action(async (id: string, text: string, { json, ...service }: AskingFlags) => {
      const client = new ServiceClient(service)
      const path = `partners/${await requirePartner(client)}/desk-requests/${encodeURIComponent(id)}/messages`
      const sent = await client.json<object>({ method: 'POST', path, json: { text, question: true } })
      print(json ? JSON.stringify(sent, null, 2) : 'Sent. The request waits for the answer.')
    })
}
