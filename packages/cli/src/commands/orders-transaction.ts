import type { Command } from 'commander'
import { Failure } from '../failure.ts'
import { saveAnswer } from '../import/result-file.ts'
import { settledTransaction, type Transaction, tellTransaction } from '../orders/transaction.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { readSome } from '../service/list.ts'
import { customerOf } from '../service/organization.ts'
import { print } from '../terminal.ts'

interface Flags extends AskingFlags {
  readonly customer?: string
  readonly result?: string
}

/** `hailport orders transaction` */
export function ordersTransactionCommand(): Command {
  return askingCommand('transaction', 'Wait for a transaction, and show what it came to.', {
    exits: { failed: 'all devices are refused', findings: 'some devices are refused' },
    examples: {
      'hailport orders transaction ERP-417-1 --customer contoso.example --result items.csv':
        'with every device in a file',
    },
  })
    .argument('<transaction>', 'your own id of the transaction')
    .option('--customer <domain or id>', 'whose devices they are')
    .option('--result <file>', 'write what became of each device, as CSV')
    .action(async (transactionId: string, { customer, result, json, ...service }: Flags) => {
      const client = new ServiceClient(service)
      const tenantId = await customerOf(client, customer)
      const path = `tenants/${tenantId}/order-transactions`
      const [found] = (await readSome<Transaction>(client, path, { transactionId }, 1)).items
      if (!found)
        throw new Failure({
          what: `There is no transaction ${transactionId}`,
          why: 'you have none of this id for this customer',
          remedy: 'Check the id and the customer.',
        })
      const done = await settledTransaction(client, tenantId, found.id)
      process.exitCode = await tellTransaction(client, tenantId, done, json)
      if (result === undefined) return
      await saveAnswer(await client.send({ path: `${path}/${found.id}/items.csv` }), result)
      if (!json) print(`Written: ${result}`)
    })
}
