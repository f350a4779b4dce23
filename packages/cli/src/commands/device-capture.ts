import { writeFileSync } from 'node:fs'
import { type Capture, captureDevice } from '@hailport/device'
import { absentSmbiosString, inspectHardwareHash } from '@hailport/hardware-hash'
import { Command, Option } from 'commander'
import { examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { fileFailure } from '../failure.ts'
import { printable } from '../terminal.ts'

interface CaptureFlags {
  readonly root?: string
  readonly tpm?: string
  readonly productKeyId?: string
  readonly output?: string
  readonly format: keyof typeof formats
}

/** `hailport device capture` */
export function deviceCaptureCommand(): Command {
  return new Command('capture')
    .description('Take the hardware hash of this Linux machine. Changes nothing on it; run it as root.')
    .option('--tpm <address>', 'the TPM: a device file, tcp:host:port or unix:path (default: the TPM of the kernel)')
    .option('--root <directory>', 'a directory with the /sys and /proc of the machine (default: /)')
    .option('--product-key-id <id>', 'the 13 digits on the box label; Linux does not know them')
    .addOption(new Option('--format <format>', 'what to write').choices(Object.keys(formats)).default('base64'))
    .option('-o, --output <file>', 'write to a file in place of standard output')
    .addHelpText(
      'after',
      `\nFormats: base64 is the hash alone; json and csv add the serial number, maker and model, for an upload; xml is what OA3Tool reports.
What could not be read is left out of the hash and listed on standard error, with why and what to do.\n${exitCodesHelp({
        ok: 'captured; at most the product key id is missing of the critical fields',
        findings: 'captured, but without another critical field, or with a placeholder in it',
        failed: 'not captured',
      })}${examplesHelp({
        'sudo hailport device capture -o device.txt': 'this machine',
        'sudo hailport device capture --format csv -o upload.csv': 'ready for an upload',
      })}`,
    )
    .action(async ({ format, output, ...options }: CaptureFlags) => {
      const capture = await captureDevice(options)
      write(formats[format](capture), output)
      reportMissing(capture.missing)
      process.exitCode = lacksCritical(capture.hash) ? exitCodes.findings : exitCodes.ok
    })
}

/** Tells what is missing, once for each reason. */
function reportMissing(missing: Capture['missing']): void {
  for (const [reason, fields] of Map.groupBy(
    missing,
    ({ why, remedy }) => `${printable(why)}.\n  ${printable(remedy)}\n`,
  ))
    process.stderr.write(`Without ${fields.map(({ field }) => field).join(', ')}: ${reason}`)
}

function write(text: string, output: string | undefined): void {
  if (output === undefined) {
    process.stdout.write(text)
    return
  }
  try {
    writeFileSync(output, text)
  } catch (error) {
    throw fileFailure(`${output} cannot be written`, error)
  }
}

/** The product key id does not count: nothing on Linux knows it. */
function lacksCritical(hash: Uint8Array): boolean {
  const { ProductKeyId: _, ...critical } = inspectHardwareHash(hash).critical
  return Object.values(critical).some(verdict => verdict !== 'present')
}

/** What the machine says beside the hash; values that firmware does not have are left out. */
function labels({ fields }: Capture) {
  const known = (text: string | undefined) => (text === absentSmbiosString ? undefined : text)
  return {
    productKeyId: fields.ProductKeyID,
    serialNumber: known(fields.SmbiosSystemSerialNumber),
    manufacturer: known(fields.SmbiosSystemManufacturer),
    model: known(fields.SmbiosSystemProductName),
  }
}

const formats = {
  base64: (capture: Capture) => `${capture.base64}\n`,
  json: (capture: Capture) => `${JSON.stringify({ hardwareHash: capture.base64, ...labels(capture) })}\n`,
  csv: (capture: Capture) => {
    const { serialNumber, productKeyId, manufacturer, model } = labels(capture)
    const header = 'Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model'
    const cells = [serialNumber, productKeyId, capture.base64, manufacturer, model].map(csvCell)
    return `${header}\r\n${cells.join(',')}\r\n`
  },
  xml: (capture: Capture) => {
    const id = capture.fields.ProductKeyID
    const idElement = id === undefined ? '' : `<ProductKeyID>${xmlText(id)}</ProductKeyID>`
    return `<?xml version="1.0" encoding="utf-8"?>\n<Key>${idElement}<HardwareHash>${capture.base64}</HardwareHash></Key>\n`
  },
}

const csvCell = (value = '') => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
const xmlText = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
