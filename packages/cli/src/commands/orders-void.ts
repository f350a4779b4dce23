import type { Command } from 'commander'
import { type Confirming, confirmedTransaction } from '../orders/transaction.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { customerOf } from '../service/organization.ts'

interface Flags extends AskingFlags, Confirming {
  readonly customer?: string
  readonly reason?: string
  readonly json?: true
}

/** `hailport orders void` */
export function ordersVoidCommand(): Command {
  return askingCommand('void', 'Take a whole transaction back: what came goes, what was returned comes back.', {
    exits: { failed: 'nothing of it can be done, or was not confirmed', findings: 'some devices are refused' },
    examples: { 'hailport orders void ERP-417-1 --customer contoso.example': 'a file that was the wrong one' },
  })
    .argument('<transaction>', 'your own id of the transaction')
    .option('--customer <domain or id>', 'whose devices they are')
    .option('--reason <text>', 'stands in the journal')
    .option('--transaction <id>', 'your own id of this request (default: one that is made up)')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--yes', 'do not ask')
    .action(async (voids: string, flags: Flags) => {
      const client = new ServiceClient(flags)
      const { customer, reason } = flags
      const request = { verb: 'void', voids, ...(reason !== undefined && { reason }) }
      process.exitCode = await confirmedTransaction(client, await customerOf(client, customer), request, flags)
    })
}
