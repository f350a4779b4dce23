import type { Command } from 'commander'
import { type AnswerFlags, answerBatch, toRows } from '../batches/answer.ts'
import { askingCommand } from '../service/command.ts'

/** `hailport batches accept` */
export function batchesAcceptCommand(): Command {
  return askingCommand('accept', 'Accept the devices of a partner’s batch that wait: they are registered.', {
    text: 'For people of the customer. While a device waits, the answer can be changed.',
    examples: { 'hailport batches accept 0199a1b2-…-01 --row 1 --row 3': 'two of its devices' },
  })
    .argument('<batch>', 'id of the batch; hailport batches held shows it')
    .option('--row <number>', 'this row only, from 1; may be given again', toRows)
    .option('--reason <text>', 'told to the partner')
    .action((id: string, flags: AnswerFlags) => answerBatch(id, 'accepted', flags))
}
