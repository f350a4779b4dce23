import { createWriteStream } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  csvReport,
  ndjsonReport,
  oa3Report,
  SIMULATED_MAKERS,
  type SimulatedDevice,
  simulateFactory,
} from '@hailport/device'
import { Command, InvalidArgumentError, Option } from 'commander'
import { examplesHelp, exitCodesHelp } from '../exit-codes.ts'
import { fileFailure } from '../failure.ts'

const reports = { ndjson: ndjsonReport, csv: csvReport, xml: oa3Report }

interface FactoryFlags {
  readonly count: number
  readonly seed: string
  readonly start: number
  readonly format: keyof typeof reports
  readonly output?: string
  readonly placeholderRate: number
  /** Of --no-tpm-rate: commander takes "no-" off a name. */
  readonly tpmRate: number
  readonly vmRate: number
  readonly maker?: string
}

/** `hailport simulate factory` */
export function simulateFactoryCommand(): Command {
  return new Command('factory')
    .description('Write the build report of an invented factory: any number of devices that do not exist.')
    .requiredOption('--count <n>', 'devices to build', wholeNumber)
    .option('--seed <text>', 'names the factory: the same seed always builds the same devices', 'factory')
    .option('--start <n>', 'index of the first device, to go on where an earlier report ended', wholeNumber, 0)
    .addOption(new Option('--format <format>', 'what to write').choices(Object.keys(reports)).default('ndjson'))
    .option('-o, --output <file>', 'write to a file in place of standard output')
    .option('--placeholder-rate <share>', 'devices with placeholders ("Default string"), 0 to 1', share, 0)
    .option('--no-tpm-rate <share>', 'devices without a TPM, 0 to 1', share, 0.02)
    .option('--vm-rate <share>', 'virtual machines, 0 to 1', share, 0.05)
    .addOption(new Option('--maker <name>', 'build for one maker only').choices([...SIMULATED_MAKERS]))
    .addHelpText(
      'after',
      `\nAll makers are invented, network addresses come from a range that no hardware has, and nobody has a key to the TPMs.\n${exitCodesHelp({ ok: 'written', failed: 'the file cannot be written' })}${examplesHelp(
        {
          'hailport simulate factory --count 1000 --seed spring > report.ndjson': 'a thousand devices',
          'hailport simulate factory --count 100000 --format csv -o report.csv': 'as CSV, into a file',
          'hailport simulate factory --count 5 --format csv | hailport hash inspect -': 'look at some',
        },
      )}`,
    )
    .action(async ({ format, output, tpmRate, start, ...options }: FactoryFlags) => {
      const devices = counted(simulateFactory({ ...options, startIndex: start, noTpmRate: tpmRate }), options.count)
      const target: Writable = output === undefined ? process.stdout : createWriteStream(output)
      try {
        await pipeline(Readable.from(pieces(reports[format](devices))), target, { end: output !== undefined })
      } catch (error) {
        throw fileFailure(`${output ?? 'Standard output'} cannot be written`, error)
      }
    })
}

function wholeNumber(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number.')
}

function share(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw new InvalidArgumentError('It must be a share from 0 to 1, such as 0.05.')
}

/** Lines gathered into larger pieces: writing each alone would take longer than making it. */
function* pieces(lines: Iterable<string>): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += line
    if (piece.length < 65_536) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

/** Passes devices on and shows the progress, when somebody is looking and it does not get in the way of the output. */
function* counted(devices: Iterable<SimulatedDevice>, count: number): Generator<SimulatedDevice> {
  const shown = process.stderr.isTTY && !process.stdout.isTTY
  let done = 0
  for (const device of devices) {
    yield device
    done += 1
    if (shown && (done % 1000 === 0 || done === count))
      process.stderr.write(`\r${done} of ${count} devices${done === count ? '\n' : ''}`)
  }
}
