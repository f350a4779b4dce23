import { printable, shortened, styled, table } from '../terminal.ts'
import type { Import, ImportRow } from './import.ts'

const number = (value: number): string => value.toLocaleString('en-US')

const meaning = {
  devices: {
    registered: ['would be registered', 'registered'],
    alreadyRegistered: ['already registered', 'already registered'],
    held: ['would wait for consent', 'wait for consent'],
    rejected: ['would be rejected', 'rejected'],
  },
  'build-report': {
    registered: ['would be new', 'new'],
    alreadyRegistered: ['already known', 'already known'],
    held: ['would wait', 'wait'],
    rejected: ['would be rejected', 'rejected'],
  },
} as const

const colours = { registered: 'green', alreadyRegistered: 'dim', held: 'yellow', rejected: 'red' } as const

/** Counts of an import, a line each. @param done whether it was carried out. */
export function tellCounts({ kind, counts }: Import, done: boolean): string[] {
  const names = ['registered', 'alreadyRegistered', 'held', 'rejected'] as const
  const rows = names
    .filter(name => counts[name] > 0)
    .map(name => [number(counts[name]).padStart(9), styled(colours[name], meaning[kind][name][done ? 1 : 0])])
  const more = [
    ...(counts.customers > 1 ? [`${number(counts.customers)} customers, a batch for each`] : []),
    ...(counts.noted > 0
      ? [`${number(counts.noted)} rows were cleaned or remarked on: the result file says where`]
      : []),
  ]
  return [...table([[number(counts.total).padStart(9), 'rows'], ...rows]), ...more.map(line => `  ${line}`)]
}

/** How the file was understood. */
export function tellFile({ fileName, file, sameAs }: Import): string[] {
  if (!file) return []
  const { format, encoding, delimiter, sheet, columnSet, columns } = file
  const unread = columns.filter(column => column.field === undefined).map(column => printable(column.name))
  const how = [
    format,
    encoding,
    delimiter && `${delimiter === '\t' ? 'tab' : `"${printable(delimiter)}"`} between columns`,
    sheet && `sheet ${printable(sheet)}`,
  ]
  return [
    `${styled('bold', printable(fileName))}: ${how.filter(Boolean).join(', ')}, columns of ${printable(columnSet)}`,
    ...table(
      columns
        .filter(column => column.field !== undefined)
        .map(column => [printable(shortened(column.name, 40)), '→', String(column.field)]),
    ),
    ...(unread.length > 0 ? [`  kept for the result, not read: ${shortened(unread.join(', '), 200)}`] : []),
    ...(sameAs === undefined ? [] : ['  The very same file was imported before.']),
  ]
}

/** The first rejected rows with what to do. @param of how many there are. */
export function tellRejected(rows: readonly ImportRow[], of: number): string[] {
  if (rows.length === 0) return []
  return [
    '',
    ...rows.flatMap(({ row, code = '', message = '', remedy }) => [
      `  row ${row}: ${styled('red', code)} ${printable(message)}`,
      ...(remedy ? [`    ${printable(remedy)}`] : []),
    ]),
    ...(of > rows.length ? [`  and ${number(of - rows.length)} more: the result file has them all`] : []),
  ]
}
