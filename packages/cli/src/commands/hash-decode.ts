import { decodeHardwareHash, type HardwareHash, type HashRecord } from '@hailport/hardware-hash'
import { Command } from 'commander'
import { examplesHelp, exitCodesHelp } from '../exit-codes.ts'
import { eachHash, filesHelp } from '../hash-input/each-hash.ts'
import { print, printable, shortened, styled, table } from '../terminal.ts'

/** `hailport hash decode` */
export function hashDecodeCommand(): Command {
  return new Command('decode')
    .description('Show everything that a hash says, record by record.')
    .argument('<file...>', filesHelp)
    .option('--json', 'the whole model as JSON, one line for each hash when there are several; "hash encode" reads it')
    .addHelpText(
      'after',
      exitCodesHelp({ ok: 'every hash was decoded', failed: 'at least one cannot be read' }) +
        examplesHelp({
          'hailport hash decode device.txt': 'a table; long values are shortened',
          'hailport hash decode --json device.txt | jq -r .SmbiosSystemSerialNumber': 'one value',
          'hailport hash decode --json device.txt | hailport hash encode -': 'the same hash again',
        }),
    )
    .action(async (files: string[], { json }: { json?: true }) => {
      process.exitCode = await eachHash(files, ({ hash, source }, several) => {
        const model = decodeHardwareHash(hash)
        if (json) print(JSON.stringify(model, null, several ? 0 : 2))
        else print(...(several ? [styled('bold', `== ${printable(source)}`)] : []), ...asText(model))
        return undefined
      })
    })
}

function asText(hash: HardwareHash): string[] {
  const rows = hash.records.flatMap(recordRows)
  const head = `${hash.records.length} records in ${hash.length} of ${hash.totalLength} bytes, SHA-256 ${hash.checksum}`
  return [styled('dim', head), ...table(rows, '')]
}

function recordRows({ type, ...properties }: HashRecord): string[][] {
  return Object.entries(properties).map(([name, value], at) => [
    styled('dim', at === 0 ? String(type).padStart(2) : ''),
    name,
    shortened(printable(typeof value === 'object' ? JSON.stringify(value) : String(value)), 100),
  ])
}
