import { setTimeout as pause } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { type ExitCode, examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { Failure, reportFailure } from '../failure.ts'
import type { EntryResult } from '../line/queue.ts'
import type { Patience } from '../line/service.ts'
import type { Station } from '../line/station.ts'
import type { SyncOutcome } from '../line/sync.ts'
import { print, printable } from '../terminal.ts'
import { type StationFlag, stationOption } from './line-options.ts'

interface SyncFlags extends StationFlag {
  readonly attempts: number
  readonly every?: number
  readonly json?: true
}

/** A clock that is this wrong is told of, ms. */
const toldSkewMs = 60_000

/** `hailport line sync` */
export function lineSyncCommand(): Command {
  return new Command('sync')
    .description(
      'Send what the station has queued, bring back what became of it, and learn what other stations have seen.',
    )
    .addOption(stationOption())
    .option('--attempts <n>', 'how often a request is tried before giving up', wholeNumber, 6)
    .option('--every <seconds>', 'go on doing so; what fails is tried again the next time', wholeNumber)
    .option('--json', 'one line of JSON for each sync')
    .addHelpText(
      'after',
      `
May be interrupted, or lose its power, at any moment: nothing is lost, and nothing is reported twice. Scanning goes on meanwhile.
${exitCodesHelp({
  ok: 'everything is sent',
  findings: 'everything is sent; some entries were rejected, or share a number with another device',
  offline: 'the service cannot be reached; the queue waits',
  refused: 'the service refuses the queue: revoked, changed, or not registered',
})}${examplesHelp({ 'hailport line sync': 'once', 'hailport line sync --every 60': 'beside the scanner, all day' })}`,
    )
    .action(async (flags: SyncFlags) => {
      process.exitCode = await sync(flags)
    })
}

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text)
  throw new InvalidArgumentError('It must be a whole number, at least 1.')
}

async function sync(flags: SyncFlags): Promise<ExitCode> {
  const [{ openStation }, { syncStation }, { usualPatience }] = await Promise.all([
    import('../line/station.ts'),
    import('../line/sync.ts'),
    import('../line/service.ts'),
  ])
  const station = await openStation(flags.station)
  const patience: Patience = {
    ...usualPatience,
    attempts: flags.attempts,
    onRetry: (why, waitMs) =>
      process.stderr.write(`${printable(why)}; trying again in ${(waitMs / 1000).toFixed(1)} s\n`),
  }
  try {
    if (flags.every === undefined) return tellSync(await syncStation(station, patience), station, flags)
    for (;;) {
      try {
        tellSync(await syncStation(station, patience), station, flags)
      } catch (error) {
        // What a person has to mend does not mend itself.
        if (!(error instanceof Failure) || error.exit !== exitCodes.offline) throw error
        reportFailure(error)
      }
      await pause(flags.every * 1000)
    }
  } finally {
    station.queue.close()
  }
}

function tellSync(outcome: SyncOutcome, { queue }: Station, { json, every }: SyncFlags): ExitCode {
  const { sent, known, rejected, shared, learned, clockSkewMs = 0 } = outcome
  const { waiting } = queue.counts()
  if (json) process.stdout.write(`${JSON.stringify({ ...outcome, waiting })}\n`)
  else if (sent > 0 || every === undefined) {
    print(
      `${sent} sent: ${known} known before, ${rejected.length} rejected, ${shared.length} sharing a number. ${waiting} wait. ${learned} of others learned.`,
    )
    for (const result of [...rejected, ...shared]) print(`  ${printable(sentence(result))}`)
    if (Math.abs(clockSkewMs) > toldSkewMs)
      print(
        `The clock of this station is ${Math.round(Math.abs(clockSkewMs) / 1000)} s ${clockSkewMs > 0 ? 'behind' : 'ahead'}; set it.`,
      )
  }
  return rejected.length + shared.length > 0 ? exitCodes.findings : exitCodes.ok
}

/** What a person needs to know of an entry that is in trouble. */
export function sentence({ sequence, status, code, message, earlier }: EntryResult): string {
  if (status === 'rejected') return `entry ${sequence} was rejected (${code}): ${message}`
  const where = earlier?.stationName === undefined ? 'reported elsewhere' : `captured at ${earlier.stationName}`
  return `entry ${sequence} has the ${earlier?.sharing} of another device, ${where} (record ${earlier?.recordId})`
}
