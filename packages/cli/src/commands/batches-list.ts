import type { Command } from 'commander'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { defaultLimit, printList, readSome, shortTime, toLimit } from '../service/list.ts'
import { customerOf } from '../service/organization.ts'

interface Flags extends AskingFlags {
  readonly customer?: string
  readonly state?: string
  readonly limit: number
}

/** A batch, as far as it is shown. */
export interface Batch {
  readonly id: string
  readonly tenantId: string
  readonly name: string
  readonly state: string
  readonly submitter: { readonly kind: string; readonly id: string }
  readonly counts: Readonly<Record<'total' | 'registered' | 'alreadyRegistered' | 'held' | 'rejected', number>>
  readonly awaitingAcceptance?: number
  readonly createdAt: string
  readonly heldAt?: string
}

/** `hailport batches list` */
export function batchesListCommand(): Command {
  return askingCommand('list', 'List batches: a partner’s for all its customers, or those for a customer.', {
    examples: { 'hailport batches list --state processing': 'what is being registered' },
  })
    .option('--customer <domain or id>', 'partners: for one customer')
    .option('--state <state>', 'receiving, queued, processing, held or finished')
    .option('--limit <count>', 'at most so many', toLimit, defaultLimit)
    .action(async ({ customer, state, limit, json, ...service }: Flags) => {
      const client = new ServiceClient(service)
      const tenantId = customer === undefined ? undefined : await customerOf(client, customer)
      const found = await readSome<Batch>(client, 'batches', { state, tenantId }, limit)
      const heads = ['Name', 'State', 'Devices', 'Registered', 'Held', 'Rejected', 'Made', 'Customer', 'Id']
      printList(
        found,
        json,
        heads,
        ({ name, state: is, counts, createdAt, tenantId: to, id }) => [
          name,
          is,
          String(counts.total),
          String(counts.registered + counts.alreadyRegistered),
          String(counts.held),
          String(counts.rejected),
          shortTime(createdAt),
          to,
          id,
        ],
        'No batches.',
      )
    })
}
