import { Command } from 'commander'
import { examplesHelp, exitCodesHelp } from '../exit-codes.ts'
import { print } from '../terminal.ts'
import { databaseOption } from './database-option.ts'
import { storeTools } from './store-tools.ts'

/** `hailport store migrate` */
export function storeMigrateCommand(): Command {
  return new Command('migrate')
    .description('Bring the schema of a database up to date, as the service does when it starts.')
    .addOption(
      databaseOption('sqlite:PATH or postgres://user@host:port/database; made when empty').makeOptionMandatory(),
    )
    .addHelpText(
      'after',
      exitCodesHelp({ ok: 'up to date', failed: 'it could not be brought up to date' }) +
        examplesHelp({
          'hailport store migrate --database postgres://hailport@db.example:5432/hailport': 'before the first start',
        }),
    )
    .action(async ({ database }: { database: string }) => {
      const applied = await storeTools(tools => tools.migrateStore(database))
      for (const { number, name } of applied) print(`Applied migration ${number}: ${name}.`)
      if (applied.length === 0) print('Nothing to do: the schema is up to date.')
    })
}
