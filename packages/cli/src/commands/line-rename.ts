import { Command } from 'commander'
import { examplesHelp, exitCodesHelp } from '../exit-codes.ts'
import { ServiceClient } from '../service/client.ts'
import { print, printable } from '../terminal.ts'
import { type StationFlag, stationOption } from './line-options.ts'

interface RenameFlags extends StationFlag {
  readonly line?: string
  readonly tokenFile?: string
}

/** `hailport line rename` */
export function lineRenameCommand(): Command {
  return new Command('rename')
    .description('Call the station something else, here and in the registry.')
    .argument('<name>', 'what people call the station')
    .addOption(stationOption())
    .option('--line <text>', 'the line that it stands at (default: stays)')
    .option('--token-file <file>', 'file that holds your access token, to rename it in the registry at once')
    .addHelpText(
      'after',
      `
Its key and its queue stay as they are. Without a token (--token-file or HAILPORT_TOKEN) it is renamed here only; the registry goes on
calling it what it did.
${exitCodesHelp({
  ok: 'it is renamed',
  failed: 'the folder cannot be written',
  offline: 'the service cannot be reached; nothing is renamed',
  refused: 'the service says no; nothing is renamed',
})}${examplesHelp({ 'hailport line rename "Hall 3, end of line" --line L9': 'after it has moved' })}`,
    )
    .action(async (name: string, flags: RenameFlags) => rename(name, flags))
}

async function rename(name: string, { station: folder, line, tokenFile }: RenameFlags): Promise<void> {
  const { readSettings, renameStation } = await import('../line/station.ts')
  const { url, partnerId, publicKey, ...before } = readSettings(folder)
  const place = line ?? before.line
  const names = { name, ...(place !== undefined && { line: place }) }
  const known = process.env['HAILPORT_TOKEN'] !== undefined || tokenFile !== undefined
  if (known) {
    const client = new ServiceClient({ server: url, ...(tokenFile !== undefined && { tokenFile }) })
    const path = `partners/${partnerId}/line-stations`
    // Adding a key that is there answers with its station.
    const { id } = await client.json<{ id: string }>({ method: 'POST', path, json: { ...names, publicKey } })
    await client.json({ method: 'PATCH', path: `${path}/${id}`, json: names })
  }
  renameStation(folder, names)
  print(
    `The station is called ${printable(name)} now${known ? '' : ', here only: give a token to rename it in the registry'}.`,
  )
}
