import { type Finding, type HardwareHash, type Inspection, inspectHardwareHash } from '@hailport/hardware-hash'
import { Command } from 'commander'
import { examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { eachHash, filesHelp } from '../hash-input/each-hash.ts'
import type { HashInput } from '../hash-input/read-hashes.ts'
import { print, printable, styled, table } from '../terminal.ts'
import { criticalRows, deviceRows } from './device-rows.ts'

/** `hailport hash inspect` */
export function hashInspectCommand(): Command {
  return new Command('inspect')
    .description('Say what device a hash is of, and what is wrong with it.')
    .argument('<file...>', filesHelp)
    .option('--json', 'one JSON object for each hash, one a line when there are several')
    .addHelpText(
      'after',
      exitCodesHelp({
        ok: 'every hash is sound, with all critical fields (notes do not count)',
        findings: 'at least one has a finding of severity "reject" or "warn"',
        failed: 'at least one cannot be read at all: damaged, cut short, or no hash',
      }) +
        examplesHelp({
          'hailport hash inspect device.txt': 'the device, its ten critical fields, and findings with remedies',
          'hailport hash inspect --json upload.csv | jq -c "{source, verdict}"': 'a verdict for each row of a file',
          'hailport device capture | hailport hash inspect -': 'this machine',
        }),
    )
    .action(async (files: string[], { json }: { json?: true }) => {
      process.exitCode = await eachHash(files, (input, several) => {
        const inspection = inspectHardwareHash(input.hash)
        print(json ? asJson(input, inspection, several) : asText(input, inspection, several))
        if (!inspection.hash) return exitCodes.failed
        return inspection.verdict === 'good' ? exitCodes.ok : exitCodes.findings
      })
    })
}

function asJson({ source }: HashInput, { hash, ...judged }: Inspection, several: boolean): string {
  const device = hash && {
    manufacturer: hash.SmbiosSystemManufacturer,
    model: hash.SmbiosSystemProductName,
    serialNumber: hash.SmbiosSystemSerialNumber,
    smbiosUuid: hash.SmbiosUuid,
    productKeyId: hash.ProductKeyID,
  }
  return JSON.stringify({ source, ...judged, ...(device && { device }) }, null, several ? 0 : 2)
}

const verdictStyles = { good: 'green', poor: 'yellow', rejected: 'red' } as const
const severityStyles = { reject: 'red', warn: 'yellow', note: 'dim' } as const

function asText({ source }: HashInput, inspection: Inspection, several: boolean): string {
  const { verdict, summary, findings, hash } = inspection
  return [
    ...(several ? [styled('bold', `== ${printable(source)}`)] : []),
    `${styled(['bold', verdictStyles[verdict]], verdict.toUpperCase())}  ${printable(summary)}`,
    ...(hash ? deviceText(hash, inspection) : []),
    ...(findings.length > 0 ? ['', styled('bold', 'Findings'), ...findings.flatMap(findingText)] : []),
    ...(several ? [''] : []),
  ].join('\n')
}

function deviceText(hash: HardwareHash, { critical }: Inspection): string[] {
  return [
    '',
    styled('bold', 'Device'),
    ...table(deviceRows(hash)),
    '',
    styled('bold', 'Critical fields'),
    ...table(criticalRows(hash, critical)),
  ]
}

function findingText({ severity, code, message, remedy }: Finding): string[] {
  const [line = ''] = table([[styled(severityStyles[severity], severity.padEnd(6)), code, printable(message)]])
  return [line, `          ${styled('dim', remedy)}`]
}
