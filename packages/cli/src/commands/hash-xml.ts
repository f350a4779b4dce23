import { decodeHardwareHash, toHardwareReportXml } from '@hailport/hardware-hash'
import { Command } from 'commander'
import { examplesHelp, exitCodesHelp } from '../exit-codes.ts'
import { eachHash, filesHelp } from '../hash-input/each-hash.ts'
import { print } from '../terminal.ts'

/** `hailport hash xml` */
export function hashXmlCommand(): Command {
  return new Command('xml')
    .description('Print a hash as the HardwareReport XML of OA3Tool /DecodeHwHash.')
    .argument('<file...>', filesHelp)
    .addHelpText(
      'after',
      exitCodesHelp({ ok: 'every hash was printed, a document a line', failed: 'at least one cannot be read' }) +
        examplesHelp({ 'hailport hash xml device.txt > report.xml': 'what OA3Tool would say about the hash' }),
    )
    .action(async (files: string[]) => {
      process.exitCode = await eachHash(files, ({ hash }) => {
        print(toHardwareReportXml(decodeHardwareHash(hash)))
        return undefined
      })
    })
}
