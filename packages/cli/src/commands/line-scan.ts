import { createInterface } from 'node:readline'
import { Command } from 'commander'
import { type ExitCode, examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import type { LabelFormat } from '../line/label.ts'
import type { ScanStep } from '../line/scan-session.ts'
import { printable, styled } from '../terminal.ts'
import { unitExits } from './line-check.ts'
import { type StationFlag, stationOption } from './line-options.ts'

interface ScanFlags extends StationFlag {
  readonly captures?: string
  readonly label: boolean
  readonly separator?: string
  readonly serialPrefix?: string
  readonly productKeyIdPrefix?: string
  readonly groupSeparator?: string
  readonly serialIdentifier: string
  readonly productKeyIdIdentifier: string
  readonly once?: true
  readonly json?: true
  readonly quiet?: true
}

/** `hailport line scan` */
export function lineScanCommand(): Command {
  return new Command('scan')
    .description('Work through units with a bar code scanner: read labels, put them to their captures, say OK or STOP.')
    .addOption(stationOption())
    .option(
      '--captures <folder>',
      'where the captures of the units lie, as files (default: they are typed or piped in)',
    )
    .option('--no-label', 'captures come without a label')
    .option('--separator <text>', 'between the values of a label (default: tab, semicolon, comma, bar or blanks)')
    .option('--serial-prefix <text>', 'what the serial number begins with on labels')
    .option('--product-key-id-prefix <text>', 'what the product key id begins with on labels')
    .option('--group-separator <text>', 'what the scanner types in place of the GS1 separator')
    .option('--serial-identifier <digits>', 'GS1 identifier of the serial number', '21')
    .option('--product-key-id-identifier <digits>', 'GS1 identifier of the product key id', '240')
    .option('--once', 'end after the first unit, with its exit code')
    .option('--json', 'one line of JSON for each line that came in')
    .option('--quiet', 'no beeps')
    .addHelpText(
      'after',
      `
A scanner types what it reads and presses Enter; product key id and serial number may come in one scan. One beep is OK, two: look,
three: stop. The bar codes CANCEL and EXIT forget a half and end. Units that may go on are queued, signed, before OK is shown.
${exitCodesHelp({ ok: 'the input has ended, or with --once: OK', findings: `with --once: ${unitExits.findings}`, conflict: `with --once: ${unitExits.conflict}`, stop: `with --once: ${unitExits.stop}` })}${examplesHelp(
  {
    'hailport line scan --captures /mnt/captures': 'label by label; captures come over the network',
    'hailport line scan --group-separator "~" --product-key-id-identifier 91': 'GS1 labels',
  },
)}`,
    )
    .action(async (flags: ScanFlags) => {
      process.exitCode = await scan(flags)
    })
}

const formatOf = (flags: ScanFlags): LabelFormat => {
  const { separator, serialPrefix, productKeyIdPrefix, groupSeparator, serialIdentifier, productKeyIdIdentifier } =
    flags
  return {
    serialIdentifier,
    productKeyIdIdentifier,
    ...(separator !== undefined && { separator }),
    ...(serialPrefix !== undefined && { serialPrefix }),
    ...(productKeyIdPrefix !== undefined && { productKeyIdPrefix }),
    ...(groupSeparator !== undefined && { groupSeparator }),
  }
}

async function scan(flags: ScanFlags): Promise<ExitCode> {
  const [{ openStation }, { takeUnit }, { exitOf, tellUnit }, { ScanSession }, { CaptureFolder }] = await Promise.all([
    import('../line/station.ts'),
    import('../line/take-unit.ts'),
    import('../line/tell.ts'),
    import('../line/scan-session.ts'),
    import('../line/captures.ts'),
  ])
  const station = await openStation(flags.station)
  const folder = flags.captures === undefined ? undefined : new CaptureFolder(flags.captures)
  const session = new ScanSession({
    format: formatOf(flags),
    labels: flags.label,
    ...(folder && { find: label => folder.find(label) }),
  })
  if (!flags.json) process.stderr.write(`Station ${printable(station.settings.name)} is ready. Scan.\n`)
  try {
    for await (const line of createInterface({ input: process.stdin, terminal: false })) {
      const step = await session.step(line)
      if (step === undefined) continue
      if (step.kind === 'end') break
      if (step.kind !== 'unit') {
        tellStep(step, flags)
        continue
      }
      const outcome = await takeUnit(station, step.unit, true)
      tellUnit({ ...outcome, source: step.said }, flags)
      if (flags.once) return exitOf(outcome.verdict)
    }
  } finally {
    station.queue.close()
    process.stdin.destroy()
  }
  return exitCodes.ok
}

function tellStep(step: Extract<ScanStep, { message: string }>, { json, quiet }: ScanFlags): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ verdict: step.kind, message: step.message })}\n`)
    return
  }
  const beeps = step.kind === 'problem' && process.stdout.isTTY && !quiet ? '\u0007'.repeat(3) : ''
  const head = step.kind === 'problem' ? styled(['red', 'bold'], 'STOP  ') : ''
  process.stdout.write(`${head}${printable(step.message)}\n${beeps}`)
}
