import type { Command } from 'commander'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { requirePartner } from '../service/organization.ts'
import { print, printable } from '../terminal.ts'

interface Flags extends AskingFlags {
  readonly message?: string
  readonly devices?: string
  readonly until?: string
  readonly groupTag?: string[]
}

/** `hailport consent ask` */
export function consentAskCommand(): Command {
  return askingCommand('ask', 'Ask a customer for its consent to register devices.', {
    text: 'The customer finds the request in its list of consents. Whether there is such a customer, nobody tells.',
    examples: {
      'hailport consent ask contoso.example --message "Order PO-88" --devices 500': 'with a limit that you propose',
    },
  })
    .argument('<domain>', 'domain of the customer')
    .option('--message <text>', 'shown to the customer')
    .option('--devices <number>', 'devices at most that you propose')
    .option('--until <date>', 'end that you propose, such as 2032-01-31')
    .option(
      '--group-tag <tag>',
      'group tag that you propose; may be given again',
      (tag: string, all: string[] = []) => [...all, tag],
    )
    .action(async (domain: string, { message, devices, until, groupTag, json, ...service }: Flags) => {
      const client = new ServiceClient(service)
      await requirePartner(client)
      const limits = {
        ...(devices !== undefined && { deviceLimit: Number(devices) }),
        ...(until !== undefined && { expiresAt: /^\d{4}-\d\d-\d\d$/.test(until) ? `${until}T00:00:00Z` : until }),
        ...(groupTag && { groupTags: groupTag }),
      }
      const made = await client.json<{ id: string; status: string }>({
        method: 'POST',
        path: 'consents',
        json: { domain, ...(message !== undefined && { message }), ...(Object.keys(limits).length > 0 && { limits }) },
      })
      if (json) return print(JSON.stringify(made, null, 2))
      print(`${printable(domain)} was asked: ${made.status}. hailport consent requests shows what becomes of it.`)
    })
}
