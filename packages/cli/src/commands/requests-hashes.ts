import type { Command } from 'commander'
import { saveAnswer } from '../import/result-file.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { customerOf } from '../service/organization.ts'
import { print } from '../terminal.ts'

interface Flags extends AskingFlags {
  readonly customer?: string
  readonly output: string
}

/** `hailport requests hashes` */
export function requestsHashesCommand(): Command {
  return askingCommand('hashes', 'Fetch the hardware hashes that a maker has approved. They can be fetched once.', {
    text: 'If the file does not arrive, the maker can offer it once more.',
    examples: { 'hailport requests hashes 0199a1b2-…-01 --output hashes.csv': 'a file for the importers of Autopilot' },
  })
    .argument('<request>', 'id of the request')
    .requiredOption('--output <file>', 'where they are written')
    .option('--customer <domain or id>', 'partners: the customer')
    .action(async (id: string, { customer, output, ...service }: Flags) => {
      const client = new ServiceClient(service)
      const path = `tenants/${await customerOf(client, customer)}/desk-requests/${encodeURIComponent(id)}/hashes`
      await saveAnswer(await client.send({ method: 'POST', path }), output)
      print(`Written: ${output}. Whoever has these hashes can have the devices registered: keep the file safe.`)
    })
}
