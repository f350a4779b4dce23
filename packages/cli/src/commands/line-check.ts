import { Command } from 'commander'
import { type ExitCode, examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { filesHelp } from '../hash-input/each-hash.ts'
import { readHashes } from '../hash-input/read-hashes.ts'
import { type StationFlag, stationOption } from './line-options.ts'

interface CheckFlags extends StationFlag {
  readonly queue?: true
  readonly serial?: string
  readonly productKeyId?: string
  readonly json?: true
}

/** What the exit codes of a unit mean, for the help. */
export const unitExits = {
  ok: 'OK: the unit may go on',
  findings: 'OK, but somebody should look',
  conflict: 'STOP: the unit is, or claims to be, another one',
  stop: 'STOP: something that is insisted on is missing or wrong',
  failed: 'the capture cannot be read',
} as const

/** `hailport line check` */
export function lineCheckCommand(): Command {
  return new Command('check')
    .description(
      'Judge captures by the rules of the registry and by what the station has seen; works without a network.',
    )
    .argument('<file...>', filesHelp)
    .addOption(stationOption())
    .option('--queue', 'sign and queue units that may go on (default: only judge)')
    .option('--serial <text>', 'serial number on the label, which the hash must have too')
    .option('--product-key-id <id>', 'product key id on the label')
    .option('--json', 'one line of JSON for each unit')
    .addHelpText(
      'after',
      `\nOf several units the worst counts.\n${exitCodesHelp(unitExits)}${examplesHelp({
        'hailport line check unit.txt': 'judge one, change nothing',
        'hailport line check --queue --serial SN0001 --json unit.txt': 'what a controller of the line calls',
        'sudo hailport device capture | hailport line check --queue -': 'the machine that runs it',
      })}`,
    )
    .action(async (files: string[], flags: CheckFlags) => {
      process.exitCode = await check(files, flags)
    })
}

async function check(files: readonly string[], flags: CheckFlags): Promise<ExitCode> {
  const [{ openStation }, { takeUnit }, { exitOf, tellUnit, worseExit }] = await Promise.all([
    import('../line/station.ts'),
    import('../line/take-unit.ts'),
    import('../line/tell.ts'),
  ])
  const station = await openStation(flags.station)
  const label = {
    ...(flags.serial !== undefined && { serialNumber: flags.serial }),
    ...(flags.productKeyId !== undefined && { productKeyId: flags.productKeyId }),
  }
  let exit: ExitCode = exitCodes.ok
  try {
    for (const file of files)
      for (const { hash, source } of await readHashes(file)) {
        const outcome = await takeUnit(station, { hash, label }, flags.queue === true)
        tellUnit({ ...outcome, source }, { ...(flags.json && { json: true }) })
        exit = worseExit(exit, exitOf(outcome.verdict))
      }
  } finally {
    station.queue.close()
  }
  return exit
}
