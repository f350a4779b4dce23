import { Command } from 'commander'
import { examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import type { EntryResult } from '../line/queue.ts'
import type { Station } from '../line/station.ts'
import { print, printable, table } from '../terminal.ts'
import { type StationFlag, stationOption } from './line-options.ts'
import { sentence } from './line-sync.ts'

interface StatusFlags extends StationFlag {
  readonly verify?: true
  readonly json?: true
}

const troublesShown = 20

/** `hailport line status` */
export function lineStatusCommand(): Command {
  return new Command('status')
    .description('What the station has queued and sent, and what a person should look at.')
    .addOption(stationOption())
    .option('--verify', 'check every signature of the queue, and that nothing is missing')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `${exitCodesHelp({
        ok: 'nothing to look at',
        findings: 'entries were rejected, or share a number with another device',
        refused: 'with --verify: the queue was changed',
      })}${examplesHelp({ 'hailport line status --verify': 'before revoking a station, or when a sync is refused' })}`,
    )
    .action(async (flags: StatusFlags) => status(flags))
}

async function status({ station: folder, verify, json }: StatusFlags): Promise<void> {
  const { openStation } = await import('../line/station.ts')
  const station = await openStation(folder)
  try {
    const { settings, thumbprint, queue } = station
    const counts = queue.counts()
    const synced = queue.noted('synced')
    const syncedAt = synced === undefined ? undefined : new Date(Number(synced)).toISOString()
    const troubles = queue.troubles(troublesShown).map(entry => JSON.parse(entry.result ?? '{}') as EntryResult)
    const broken = verify ? await findBroken(station) : undefined
    const { name, line, url, partnerId } = settings
    if (json) print(JSON.stringify({ name, line, url, partnerId, thumbprint, ...counts, syncedAt, broken, troubles }))
    else {
      const rows = [
        ['Station', printable([name, line].filter(Boolean).join(', '))],
        ['Service', `${printable(url)}, maker ${partnerId}`],
        ['Key', thumbprint],
        [
          'Queue',
          `${counts.waiting} wait, ${counts.new} new, ${counts.known} known before, ${counts.rejected} rejected`,
        ],
        ['Known units', String(counts.seen)],
        ['Last sync', syncedAt ?? 'never'],
        ...(verify ? [['Signatures', broken ?? 'all fit']] : []),
      ]
      print(...table(rows, ''), ...troubles.map(trouble => `  ${printable(sentence(trouble))}`))
    }
    const look = counts.rejected + counts.shared > 0
    process.exitCode = broken !== undefined ? exitCodes.refused : look ? exitCodes.findings : exitCodes.ok
  } finally {
    station.queue.close()
  }
}

/** What is wrong with the first entry that is not as it was signed. */
async function findBroken({ queue, settings }: Station): Promise<string | undefined> {
  const { digestOfEntry, readEntry, toStationKey } = await import('@hailport/registry/line')
  const key = await toStationKey(settings.publicKey)
  let [sequence, previous] = [0, '']
  for (const { signed, sequence: number } of queue.entries()) {
    const entry = await readEntry(signed, key)
    if ('wrong' in entry) return `entry ${number}: ${entry.wrong}`
    if (entry.sequence !== sequence + 1 || number !== entry.sequence || entry.previous !== previous)
      return `entry ${number} does not follow on entry ${sequence}`
    sequence = number
    previous = digestOfEntry(signed)
  }
  return undefined
}
