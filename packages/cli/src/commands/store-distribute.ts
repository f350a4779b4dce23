import { Command } from 'commander'
import { examplesHelp, exitCodesHelp } from '../exit-codes.ts'
import { print } from '../terminal.ts'
import { databaseOption } from './database-option.ts'
import { storeTools } from './store-tools.ts'

/** `hailport store distribute` */
export function storeDistributeCommand(): Command {
  return new Command('distribute')
    .description('Spread the tables of a registry over the machines of a Citus cluster.')
    .addOption(databaseOption('the coordinator: citus://user@host:port/database'))
    .option('--print', 'print the statements for all tables, connect to nothing')
    .addHelpText(
      'after',
      `
Once, after \`hailport store migrate\` and best before there are rows; again after an upgrade that brings new tables. What is distributed
already is left as it is. Rows of one organization lie on one machine, side by side.
${exitCodesHelp({ ok: 'distributed, or printed', failed: 'not all tables could be distributed' })}${examplesHelp({
  'hailport store distribute --print': 'read the statements first',
  'hailport store distribute --database citus://hailport@coordinator.example:5432/hailport': 'run them',
})}`,
    )
    .action(async ({ database, print: printed }: { database?: string; print?: true }, command: Command) => {
      if (!printed && database === undefined) command.error('error: --database or --print is needed', { exitCode: 64 })
      const done = await storeTools(tools =>
        printed || database === undefined ? tools.distributions() : tools.distributeStore(database),
      )
      for (const { statement } of done) print(`${statement};`)
      if (done.length === 0) print('Nothing to do: every table is distributed already.')
    })
}
