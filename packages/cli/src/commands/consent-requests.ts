import type { Command } from 'commander'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { defaultLimit, printList, readSome, shortTime, toLimit } from '../service/list.ts'

interface Flags extends AskingFlags {
  readonly state?: string
  readonly limit: number
}

interface Consent {
  readonly id: string
  readonly status: string
  readonly state: string
  readonly target: string
  readonly partner: { readonly name: string }
  readonly devicesUsed: number
  readonly limits: { readonly deviceLimit: number | null; readonly expiresAt: string | null }
  readonly reminders?: number
  readonly requestedAt: string
  readonly link?: string
}

/** `hailport consent requests` */
export function consentRequestsCommand(): Command {
  return askingCommand('requests', 'List consents and the requests for them, with how they are going.', {
    text: 'Partners see whom they have asked; customers who asks them, and the page that answers a request.',
    examples: { 'hailport consent requests --state requested': 'what nobody has answered yet' },
  })
    .option('--state <state>', 'requested, granted, declined, revoked, expired, exhausted, lapsed or cancelled')
    .option('--limit <count>', 'at most so many', toLimit, defaultLimit)
    .action(async ({ state, limit, json, ...service }: Flags) => {
      const found = await readSome<Consent>(new ServiceClient(service), 'consents', { state }, limit)
      const heads = ['Partner', 'Customer', 'Status', 'Devices', 'Until', 'Asked', 'Id, or page to answer']
      const devices = (one: Consent) =>
        one.limits.deviceLimit === null ? String(one.devicesUsed) : `${one.devicesUsed} of ${one.limits.deviceLimit}`
      printList(
        found,
        json,
        heads,
        one => [
          one.partner.name,
          one.target,
          one.state === 'exhausted' ? one.state : one.status,
          devices(one),
          shortTime(one.limits.expiresAt ?? ''),
          shortTime(one.requestedAt),
          one.link ?? one.id,
        ],
        'No consents.',
      )
    })
}
