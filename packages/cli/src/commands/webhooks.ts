import type { Command } from 'commander'
import { exitCodes } from '../exit-codes.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { defaultLimit, printList, readSome, shortTime, toLimit } from '../service/list.ts'
import { organizationOf } from '../service/organization.ts'
import { print, printable } from '../terminal.ts'

interface Webhook {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly state: string
  readonly reason?: string
  readonly lastProblem?: string
  readonly waitingSinceAt?: string
  readonly failed: number
}

interface Delivery {
  readonly id: string
  readonly state: string
  readonly events: number
  readonly firstAt: string
  readonly attempts: number
  readonly nextAttemptAt?: string
  readonly status?: number
  readonly problem?: string
}

async function open(flags: AskingFlags): Promise<{ client: ServiceClient; base: string }> {
  const client = new ServiceClient(flags)
  return { client, base: `organizations/${(await organizationOf(client)).id}/webhooks` }
}

/** `hailport webhooks list` */
export function webhooksListCommand(): Command {
  return askingCommand('list', 'List the webhooks of your organization, and how they stand.', {
    examples: { 'hailport webhooks list': 'failed: messages that were given up and can be replayed' },
  }).action(async ({ json, ...service }: AskingFlags) => {
    const { client, base } = await open(service)
    const found = await readSome<Webhook>(client, base, {}, defaultLimit)
    const heads = ['Name', 'State', 'Problem', 'Waiting since', 'Failed', 'Address', 'Id']
    printList(
      found,
      json,
      heads,
      ({ name, state, reason, lastProblem, waitingSinceAt, failed, url, id }) => [
        name,
        reason === undefined ? state : `${state} (${reason})`,
        lastProblem,
        shortTime(waitingSinceAt),
        String(failed),
        url,
        id,
      ],
      'No webhooks.',
    )
  })
}

/** `hailport webhooks create` */
export function webhooksCreateCommand(): Command {
  return askingCommand('create', 'Have what happens posted to an address. Prints the secret, this once.', {
    text: 'The kinds of events are listed at GET /api/v1/webhook-events; without --event all are sent.',
    examples: {
      'hailport webhooks create Inventory https://contoso.example/hook --event device.registered':
        'what is registered, from now on',
    },
  })
    .argument('<name>', 'what you call it')
    .argument('<url>', 'https address of the receiver')
    .option('--event <kind>', 'kind of event; may be given again', (kind: string, all: string[] = []) => [...all, kind])
    .action(async (name: string, url: string, { event, json, ...service }: AskingFlags & { event?: string[] }) => {
      const { client, base } = await open(service)
      const body = { name, url, ...(event && { events: event }) }
      const made = await client.json<Webhook & { secret: string }>({ method: 'POST', path: base, json: body })
      if (json) return print(JSON.stringify(made, null, 2))
      print(`${printable(made.name)} is added: ${made.id}`, `Secret, shown this once: ${made.secret}`)
    })
}

/** `hailport webhooks test` */
export function webhooksTestCommand(): Command {
  return askingCommand('test', 'Send a test to a webhook now, and tell what its receiver did.', {
    exits: { refused: 'the receiver does not take it, or the service says no' },
    examples: { 'hailport webhooks test 0199a1b2-…': 'by the id that list shows' },
  })
    .argument('<id>', 'id of the webhook')
    .action(async (id: string, { json, ...service }: AskingFlags) => {
      const { client, base } = await open(service)
      const path = `${base}/${encodeURIComponent(id)}/test`
      const result = await client.json<Delivery & { delivered: boolean; tookMs: number; answer?: string }>({
        method: 'POST',
        path,
        json: {},
      })
      if (!result.delivered) process.exitCode = exitCodes.refused
      if (json) return print(JSON.stringify(result, null, 2))
      const { delivered, status, problem, tookMs, answer } = result
      print(`${delivered ? 'Taken' : 'Not taken'}: ${printable(String(status ?? problem))}, ${tookMs} ms.`)
      if (answer) print(printable(answer))
    })
}

/** `hailport webhooks deliveries` */
export function webhooksDeliveriesCommand(): Command {
  return askingCommand('deliveries', 'List what a webhook sent or is to send, newest first.', {
    examples: { 'hailport webhooks deliveries 0199a1b2-… --state failed': 'what was given up' },
  })
    .argument('<id>', 'id of the webhook')
    .option('--state <state>', 'waiting, delivered or failed')
    .option('--limit <count>', 'at most so many', toLimit, defaultLimit)
    .action(async (id: string, { state, limit, json, ...service }: AskingFlags & { state?: string; limit: number }) => {
      const { client, base } = await open(service)
      const path = `${base}/${encodeURIComponent(id)}/deliveries`
      const found = await readSome<Delivery>(client, path, { state }, limit)
      const heads = ['State', 'Events', 'From', 'Attempts', 'Answer', 'Next', 'Id']
      printList(
        found,
        json,
        heads,
        each => [
          each.state,
          String(each.events),
          shortTime(each.firstAt),
          String(each.attempts),
          String(each.status ?? each.problem ?? ''),
          shortTime(each.nextAttemptAt),
          each.id,
        ],
        'No deliveries.',
      )
    })
}

/** `hailport webhooks replay` */
export function webhooksReplayCommand(): Command {
  return askingCommand('replay', 'Send again: one message, all that were given up, or all since a time.', {
    text: 'In order, and before what is newer. Without --delivery and --since: all that were given up.',
    examples: {
      'hailport webhooks replay 0199a1b2-…': 'all that were given up',
      'hailport webhooks replay 0199a1b2-… --since 2031-01-31T12:00:00Z': 'everything that happened since',
    },
  })
    .argument('<id>', 'id of the webhook')
    .option('--delivery <id>', 'one message')
    .option('--since <time>', 'everything that happened since')
    .action(
      async (
        id: string,
        { delivery, since, json, ...service }: AskingFlags & { delivery?: string; since?: string },
      ) => {
        const { client, base } = await open(service)
        const one = `${base}/${encodeURIComponent(id)}`
        const request =
          delivery === undefined
            ? { path: `${one}/replay`, json: since === undefined ? { failed: true } : { from: since } }
            : { path: `${one}/deliveries/${encodeURIComponent(delivery)}/replay`, json: {} }
        const answer = await client.json<object>({ method: 'POST', ...request })
        if (json) return print(JSON.stringify(answer, null, 2))
        print('It is sent again as soon as the webhook is active and its receiver takes it.')
      },
    )
}
