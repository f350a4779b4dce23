import type { Command } from 'commander'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { defaultLimit, printList, readSome, shortTime, toLimit } from '../service/list.ts'
import type { Batch } from './batches-list.ts'

interface Flags extends AskingFlags {
  readonly waitsFor?: string
  readonly limit: number
}

/** `hailport batches held` */
export function batchesHeldCommand(): Command {
  return askingCommand(
    'held',
    'List batches with devices that wait: for a consent, or for the customer to accept them.',
    {
      examples: { 'hailport batches held --waits-for acceptance': 'what the customer is to accept' },
    },
  )
    .option('--waits-for <what>', 'acceptance or consent')
    .option('--limit <count>', 'at most so many', toLimit, defaultLimit)
    .action(async ({ waitsFor, limit, json, ...service }: Flags) => {
      const found = await readSome<Batch>(
        new ServiceClient(service),
        'held-batches',
        { waitsFor, sort: 'heldAt' },
        limit,
      )
      const heads = ['Name', 'Waiting', 'To accept', 'Since', 'Partner', 'Customer', 'Id']
      printList(
        found,
        json,
        heads,
        ({ name, counts, awaitingAcceptance, heldAt, submitter, tenantId, id }) => [
          name,
          String(counts.held),
          String(awaitingAcceptance ?? 0),
          shortTime(heldAt),
          submitter.id,
          tenantId,
          id,
        ],
        'Nothing waits.',
      )
    })
}
