import type { CopyReport, Difference } from '@hailport/registry'
import { Command } from 'commander'
import { examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { print, printable, styled, table } from '../terminal.ts'
import { showCopyProgress } from './copy-progress.ts'
import { storeTools } from './store-tools.ts'

interface CopyFlags {
  readonly from: string
  readonly to: string
  readonly dryRun?: true
  readonly json?: true
}

/** `hailport store copy` */
export function storeCopyCommand(): Command {
  return new Command('copy')
    .description('Copy a whole registry from one database to another, of any engine, and compare every row.')
    .requiredOption('--from <url>', 'the source: sqlite:PATH or postgres://user@host:port/database')
    .requiredOption('--to <url>', 'the target: an empty database, or the same copy begun before')
    .option('--dry-run', 'say what would be copied, and copy nothing')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Stop every service on the source first, and start none before the copy is done: what it writes would be missing. A source that is in
use is refused, and SQLite and PostgreSQL keep others from writing to it meanwhile; other engines cannot, there the comparison finds it.

Killed at any moment and started again with the same arguments, it goes on where it was. The comparison reads everything from both
sides, value by value, in one run. Until it has found no difference, no service starts on the target.

Ids, times and journal positions stay as they are. The data stay sealed with the same vault key: it goes with them, by hand.
PGPASSWORD or ~/.pgpass keep a password out of the list of processes.
${exitCodesHelp({ ok: 'copied, and all rows are equal; or it had been before', failed: 'not copied, or rows differ' })}${examplesHelp(
  {
    'hailport store copy --from sqlite:data/hailport.sqlite --to postgres://hailport@db.example:5432/hailport':
      'move to PostgreSQL',
    'hailport store copy --from sqlite:data/hailport.sqlite --to postgres://hailport@db.example:5432/hailport --dry-run':
      'how much there is to copy',
  },
)}`,
    )
    .action(async ({ from, to, dryRun, json }: CopyFlags) => {
      const progress = showCopyProgress()
      const report = await storeTools(tools =>
        tools.copyStore({ from, to, dryRun: dryRun ?? false, onProgress: progress.tell }),
      )
      progress.end()
      print(json ? JSON.stringify(report, null, 2) : asText(report))
      process.exitCode = report.outcome === 'differs' ? exitCodes.failed : exitCodes.ok
    })
}

const number = (value: number): string => value.toLocaleString('en-US')

function asText({ outcome, tables, differences, differenceCount }: CopyReport): string {
  const rows = number(tables.reduce((sum, each) => sum + each.rows, 0))
  const listed = table(
    tables.map(({ table: name, rows: all, copiedBefore }) => [
      name,
      number(all).padStart(12),
      copiedBefore > 0 ? `${number(copiedBefore)} of them copied before` : '',
    ]),
  )
  if (outcome === 'done-before')
    return 'This copy was finished before, and found equal to its source then. Nothing was done.'
  if (outcome === 'dry-run') return [`${rows} rows would be copied:`, ...listed].join('\n')
  if (outcome === 'copied')
    return [...listed, `${styled('green', 'Copied')}: ${rows} rows, all equal on both sides.`].join('\n')
  const shown = differences.map(({ table: name, key, kind, columns }) => [
    name,
    keyText(key),
    whatDiffers(kind, columns),
  ])
  return [
    `${styled('red', 'The target differs from the source')} in ${number(differenceCount)} rows:`,
    ...table(shown),
    ...(differenceCount > shown.length ? [`  and ${number(differenceCount - shown.length)} more`] : []),
    'Somebody has written to one of the two. Empty the target and copy again, with every service stopped.',
  ].join('\n')
}

const keyText = (key: Difference['key']): string =>
  Object.entries(key)
    .map(([column, value]) => `${column}=${printable(String(value))}`)
    .join(' ')

function whatDiffers(kind: Difference['kind'], columns: Difference['columns']): string {
  if (kind === 'missing') return 'is missing in the target'
  return kind === 'extra' ? 'is only in the target' : `differs in ${columns?.join(', ')}`
}
