import type { Command } from 'commander'
import { type AnswerFlags, answerBatch, toRows } from '../batches/answer.ts'
import { askingCommand } from '../service/command.ts'

/** `hailport batches refuse` */
export function batchesRefuseCommand(): Command {
  return askingCommand('refuse', 'Refuse the devices of a partner’s batch that wait.', {
    text: 'For people of the customer. While a device waits, the answer can be changed.',
    examples: { 'hailport batches refuse 0199a1b2-…-01 --reason "We did not order these."': 'all that wait' },
  })
    .argument('<batch>', 'id of the batch; hailport batches held shows it')
    .option('--row <number>', 'this row only, from 1; may be given again', toRows)
    .option('--reason <text>', 'told to the partner')
    .action((id: string, flags: AnswerFlags) => answerBatch(id, 'refused', flags))
}
