import type { Command } from 'commander'
import type { DeskRequest } from '../desk/request.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { defaultLimit, printList, readSome, shortTime, toLimit } from '../service/list.ts'
import { requirePartner } from '../service/organization.ts'

interface Flags extends AskingFlags {
  readonly state?: string
  readonly limit: number
}

/** `hailport desk list` */
export function deskListCommand(): Command {
  return askingCommand('list', 'List the requests at your desk.', {
    examples: { 'hailport desk list --state open': 'what nobody has taken on yet' },
  })
    .option('--state <state>', 'open, working, waiting, decided, withdrawn or expired')
    .option('--limit <count>', 'at most so many', toLimit, defaultLimit)
    .action(async ({ state, limit, json, ...service }: Flags) => {
      const client = new ServiceClient(service)
      const path = `partners/${await requirePartner(client)}/desk-requests`
      const found = await readSome<DeskRequest>(client, path, { state }, limit)
      const heads = ['Customer', 'Kind', 'State', 'Devices', 'Open', 'Submitted', 'Id']
      printList(
        found,
        json,
        heads,
        ({ domain, kind, state: is, counts, submittedAt, id }) => [
          domain,
          kind,
          is,
          String(counts.total),
          String(counts.pending),
          shortTime(submittedAt),
          id,
        ],
        'No requests.',
      )
    })
}
