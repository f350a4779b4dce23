import { hostname } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { ServiceClient } from '../service/client.ts'
import { print, printable } from '../terminal.ts'
import { type StationFlag, stationOption } from './line-options.ts'

interface InitFlags extends StationFlag {
  readonly server?: string
  readonly tokenFile?: string
  readonly partner?: string
  readonly name: string
  readonly line?: string
  readonly require?: string[]
  readonly rememberDays: number
}

/** `hailport line init` */
export function lineInitCommand(): Command {
  return new Command('init')
    .description('Make this machine a station of a factory line: a folder with a key of its own and an empty queue.')
    .addOption(stationOption())
    .option('--server <url>', 'the service, such as https://hailport.example')
    .option('--partner <id>', 'the maker, by its id')
    .option('--name <text>', 'what people call the station', hostname())
    .option('--line <text>', 'the line that it stands at')
    .option('--require <fields>', 'fields of the hash without which a unit is stopped, with commas between', fields)
    .option('--remember-days <n>', 'how far back the station learns what others have reported', days, 90)
    .option('--token-file <file>', 'file that holds your access token, to register the station at once')
    .addHelpText(
      'after',
      `
With an access token (HAILPORT_TOKEN, or --token-file) of somebody who may set up stations, the key is registered at once; the token is
not kept. Without one, or without a network, register what is printed from elsewhere; units can be captured meanwhile. Run it again
with a token to register a station that is there already. The private key never leaves the folder: do not copy the folder.
${exitCodesHelp({ ok: 'the station is there', failed: 'the folder cannot be written', offline: 'the service cannot be reached', refused: 'the service says no' })}${examplesHelp(
  {
    'hailport line init --server https://hailport.example --partner 0199… --name "Hall 2 end" --line L7':
      'a new station',
  },
)}`,
    )
    .action(async (flags: InitFlags) => init(flags))
}

function days(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number of days.')
}

const fields = (text: string): string[] => text.split(',').map(field => field.trim())

async function init(flags: InitFlags): Promise<void> {
  const { hasStation, makeStation, readSettings } = await import('../line/station.ts')
  const { station: folder } = flags
  const known = hasStation(folder)
  const canRegister = process.env['HAILPORT_TOKEN'] !== undefined || flags.tokenFile !== undefined
  if (known && !canRegister)
    throw new Failure(
      {
        what: 'The station was not made',
        why: `there is one in ${folder}`,
        remedy: 'Choose another folder with --station, or give a token to register this one.',
      },
      exitCodes.usage,
    )
  const settings = known ? readSettings(folder) : await makeStation(folder, await settingsOf(flags))
  const body = { name: settings.name, ...(settings.line && { line: settings.line }), publicKey: settings.publicKey }
  if (!canRegister) {
    const path = `/api/v1/partners/${settings.partnerId}/line-stations`
    print(
      `The station is in ${printable(folder)}. It is not registered yet: POST this to ${settings.url}${path}`,
      JSON.stringify(body),
    )
    return
  }
  const client = new ServiceClient({ server: settings.url, ...(flags.tokenFile && { tokenFile: flags.tokenFile }) })
  const made = await client.json<{ id: string }>({
    method: 'POST',
    path: `partners/${settings.partnerId}/line-stations`,
    contentType: 'application/json',
    body: once(JSON.stringify(body)),
  })
  print(`The station is in ${printable(folder)}, and registered as ${made.id}.`)
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}

async function settingsOf({
  server = process.env['HAILPORT_URL'],
  partner,
  name,
  line,
  rememberDays,
  ...flags
}: InitFlags) {
  const { criticalFields, defaultRequired } = await import('@hailport/registry/line')
  const missing = (why: string, remedy: string) =>
    new Failure({ what: 'The station was not made', why, remedy }, exitCodes.usage)
  if (server === undefined || !/^https?:\/\//.test(server) || !URL.canParse(server))
    throw missing('it is not said to which service it reports', 'Give --server https://…, or set HAILPORT_URL.')
  if (partner === undefined || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(partner))
    throw missing('it is not said for which maker it works', 'Give --partner with the id of the maker.')
  const required = (flags.require ?? defaultRequired).map(field => {
    const found = criticalFields.find(each => each === field)
    if (found) return found
    throw missing(`${field} is no field that a station can insist on`, `Choose among ${criticalFields.join(', ')}.`)
  })
  return { url: server.replace(/\/+$/, ''), partnerId: partner, name, ...(line && { line }), required, rememberDays }
}
