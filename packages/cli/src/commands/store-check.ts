import type { StoreCheck } from '@hailport/registry'
import { Command } from 'commander'
import { examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { print, styled, table } from '../terminal.ts'
import { databaseOption } from './database-option.ts'
import { storeTools } from './store-tools.ts'

/** `hailport store check` */
export function storeCheckCommand(): Command {
  return new Command('check')
    .description('Say whether a database answers, which schema it has, and how many rows.')
    .addOption(databaseOption('sqlite:PATH or postgres://user@host:port/database').makeOptionMandatory())
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      exitCodesHelp({
        ok: 'it is ready for a service of this version',
        findings: 'it answers, and is not up to date or an unfinished copy',
        failed: 'it does not answer',
      }) + examplesHelp({ 'hailport store check --database sqlite:data/hailport.sqlite': 'the store of a service' }),
    )
    .action(async ({ database, json }: { database: string; json?: true }) => {
      const found = await storeTools(tools => tools.checkStore(database))
      print(json ? JSON.stringify(found, null, 2) : asText(found))
      process.exitCode = found.pending.length > 0 || found.unfinishedCopy ? exitCodes.findings : exitCodes.ok
    })
}

function asText({ engine, applied, pending, unfinishedCopy, tables }: StoreCheck): string {
  const facts = [
    ['Engine', `${engine}, answers`],
    ['Migrations', applied.length === 0 ? 'none' : applied.join(' ')],
    ...(pending.length > 0 ? [['To do', `${pending.join(' ')}: hailport store migrate`]] : []),
    ...(unfinishedCopy ? [['Copy', styled('yellow', 'unfinished: run the same hailport store copy again')]] : []),
  ]
  const counts = tables.map(({ table: name, rows }) => [name, rows.toLocaleString('en-US').padStart(12)])
  return [...table(facts, ''), ...table(counts)].join('\n')
}
