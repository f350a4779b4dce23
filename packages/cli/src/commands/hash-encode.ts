import { type HashContents, hardwareHashToBase64 } from '@hailport/hardware-hash'
import { Command } from 'commander'
import { examplesHelp, exitCodesHelp } from '../exit-codes.ts'
import { nameOf, readFile } from '../hash-input/read-file.ts'
import { jsonValues } from '../hash-input/read-hashes.ts'
import { decodeText } from '../hash-input/text.ts'
import { print } from '../terminal.ts'

/** `hailport hash encode` */
export function hashEncodeCommand(): Command {
  return new Command('encode')
    .description('Write hashes from the JSON of "hash decode --json": the exact inverse.')
    .argument('<file...>', 'files with one or more JSON models; - is standard input')
    .addHelpText(
      'after',
      `\nRead are "records", "totalLength" and "tail"; the checksum is computed anew, everything else is ignored.
Prints base64, one line for each model.\n${exitCodesHelp({ ok: 'every model was written', failed: 'at least one does not fit the format; the message names the field' })}${examplesHelp({ 'hailport hash encode model.json > device.txt': 'a hash from its model' })}`,
    )
    .action(async (files: string[]) => {
      for (const file of files) {
        const models = jsonValues(decodeText(await readFile(file)), nameOf(file))
        for (const model of models) print(hardwareHashToBase64(model as HashContents))
      }
    })
}
