import type { Command } from 'commander'
import type { DeskRequest } from '../desk/request.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { defaultLimit, printList, readSome, shortTime, toLimit } from '../service/list.ts'
import { customerOf } from '../service/organization.ts'

interface Flags extends AskingFlags {
  readonly customer?: string
  readonly state?: string
  readonly limit: number
}

/** `hailport requests list` */
export function requestsListCommand(): Command {
  return askingCommand('list', 'List requests to makers.', {
    examples: { 'hailport requests list --state waiting': 'where a maker waits for an answer' },
  })
    .option('--customer <domain or id>', 'partners: the customer')
    .option('--state <state>', 'draft, open, working, waiting, decided, withdrawn or expired')
    .option('--limit <count>', 'at most so many', toLimit, defaultLimit)
    .action(async ({ customer, state, limit, json, ...service }: Flags) => {
      const client = new ServiceClient(service)
      const path = `tenants/${await customerOf(client, customer)}/desk-requests`
      const found = await readSome<DeskRequest>(client, path, { state }, limit)
      const heads = ['Maker', 'Kind', 'State', 'Devices', 'Approved', 'Refused', 'Submitted', 'Id']
      printList(
        found,
        json,
        heads,
        ({ makerName, kind, state: is, counts, submittedAt, id }) => [
          makerName,
          kind,
          is,
          String(counts.total),
          String(counts.approved),
          String(counts.refused),
          shortTime(submittedAt),
          id,
        ],
        'No requests.',
      )
    })
}
