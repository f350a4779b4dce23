import { createReadStream, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { Failure, fileFailure, withoutDot } from '../failure.ts'
import { type Import, Imports } from '../import/import.ts'
import { saveAnswer } from '../import/result-file.ts'
import { tellCounts, tellFile, tellRejected } from '../import/tell.ts'
import { settled, shownAsSent } from '../import/wait.ts'
import { ServiceClient, type ServiceFlags, serviceHelp } from '../service/client.ts'
import { print, styled } from '../terminal.ts'

interface ImportFlags extends ServiceFlags {
  readonly organization?: string
  readonly kind?: string
  readonly tenant?: string
  readonly hold?: true
  readonly groupTag?: string
  readonly purchaseOrder?: string
  readonly order?: string
  readonly encoding?: string
  readonly delimiter?: string
  readonly sheet?: string
  readonly header: boolean
  readonly map?: Record<string, string>
  readonly start?: true
  readonly resume?: string
  readonly result?: string
  readonly errors?: string
  readonly json?: true
}

const rejectedShown = 5

/** `hailport import` */
export function importCommand(): Command {
  return new Command('import')
    .description('Register devices, or report built ones, from a file as people have it: CSV, Excel, XML, JSON.')
    .argument('[file]', 'the file; - is standard input')
    .option('--server <url>', 'the service, such as https://hailport.example')
    .option('--token-file <file>', 'file that holds your access token')
    .option('--start', 'carry it out when it is checked; without this nothing is changed')
    .option('--resume <id>', 'go on with an import that was sent before, in place of a file')
    .option('--result <file>', 'write the file with what became of each row')
    .option('--errors <file>', 'the same with the rejected rows only: correct it and import it')
    .addOption(
      new Option('--kind <kind>', 'devices are registered; a build report is a maker’s').choices([
        'devices',
        'build-report',
      ]),
    )
    .option('--tenant <id>', 'partners: the customer of rows that name none')
    .option('--hold', 'keep rows without consent until it is granted (default: reject them)')
    .option('--group-tag <tag>', 'for devices without one of their own')
    .option('--purchase-order <number>', 'for devices without one of their own')
    .option('--order <number>', 'for devices without one of their own')
    .option('--map <column=member>', 'what a column holds, by name or #place; may be given again', mapped)
    .option('--encoding <name>', 'when it is found out wrongly')
    .option('--delimiter <character>', 'the same')
    .option('--sheet <name>', 'of a workbook')
    .option('--no-header', 'the first row is a device already')
    .option('--organization <id>', 'whose import it is (default: your own organization)')
    .option('--json', 'print the import as the service tells it')
    .addHelpText(
      'after',
      `
The service reads the file and checks every row by the rules of registration; nothing is changed before --start. Ctrl+C ends only the
waiting: the service goes on, and --resume comes back to it. docs/files.md says what may be in a file.
${serviceHelp}${exitCodesHelp({
  ok: 'no row is rejected',
  failed: 'the file cannot be read, or the import was given up',
  findings: 'some rows are rejected',
  offline: 'the service cannot be reached',
  refused: 'the service says no',
})}${examplesHelp({
  'hailport import devices.xlsx --server https://hailport.example': 'what would become of each row',
  'hailport import devices.xlsx --start --errors devices.errors.xlsx': 'register them; rejected rows in a file',
  'hailport import built.csv --kind build-report --start': 'a maker reports what it has built',
})}`,
    )
    .action(async (file: string | undefined, flags: ImportFlags) => {
      process.exitCode = await importFile(file, flags)
    })
}

function mapped(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.lastIndexOf('=')
  if (at < 1) throw new InvalidArgumentError('It must be COLUMN=MEMBER, such as Asset=serialNumber.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

/** @returns the exit code. */
async function importFile(file: string | undefined, flags: ImportFlags): Promise<number> {
  if ((file === undefined) === (flags.resume === undefined))
    throw new Failure(
      { what: 'Nothing was sent', why: 'a file or --resume is needed, and one of them only', remedy: 'Name a file.' },
      exitCodes.usage,
    )
  const client = new ServiceClient(flags)
  const imports = new Imports(client, flags.organization ?? (await ownOrganization(client)))
  const { id } = file === undefined ? { id: String(flags.resume) } : await send(imports, file, flags)
  if (!flags.json)
    process.stderr.write(
      `Import ${id}: hailport import --resume ${id}${flags.start ? ' --start' : ''} comes back to it.\n`,
    )

  let made = await settled(imports, id)
  if (made.state === 'ready' && flags.start) {
    if (!flags.json) print(...tellFile(made))
    await imports.act(id, 'start')
    made = await settled(imports, id)
  } else if (!flags.json) print(...tellFile(made))
  return conclude(imports, made, flags)
}

async function ownOrganization(client: ServiceClient): Promise<string> {
  const { organization } = await client.json<{ organization: { id: string } }>({ path: 'me' })
  return organization.id
}

function send(imports: Imports, file: string, flags: ImportFlags): Promise<Import> {
  if (file !== '-' && !existsSync(file)) throw fileFailure(`${file} cannot be read`, { code: 'ENOENT' })
  const { kind, tenant, hold, groupTag, purchaseOrder, order, encoding, delimiter, sheet, header, map } = flags
  const body = file === '-' ? process.stdin : createReadStream(file)
  return imports.send(shownAsSent(body), {
    fileName: file === '-' ? undefined : basename(file),
    kind,
    tenantId: tenant,
    onMissingConsent: hold && 'hold',
    groupTag,
    purchaseOrder,
    orderId: order,
    encoding,
    delimiter,
    sheet,
    header: header ? undefined : 'false',
    mapping: map && JSON.stringify(map),
  })
}

const outcomes: Readonly<Record<string, string>> = {
  finished: styled('green', 'Done.'),
  held: styled('yellow', 'Done, but for rows that wait for consent. They are registered when it is granted.'),
}

async function conclude(imports: Imports, made: Import, flags: ImportFlags): Promise<number> {
  const { id, state, counts, problem } = made
  if (problem !== undefined || state === 'cancelled' || state === 'expired')
    throw new Failure({
      what: problem ? `The file cannot be read (${problem.code})` : 'Nothing was imported',
      why: withoutDot(problem?.message ?? `the import was ${state}`),
      remedy: problem ? 'See docs/files.md; --map, --encoding, --delimiter and --sheet help.' : 'Send the file again.',
    })
  const written: string[] = []
  for (const [name, errorsOnly] of [
    ['result', false],
    ['errors', true],
  ] as const) {
    const target = flags[name]
    if (target === undefined || (errorsOnly && counts.rejected === 0)) continue
    await saveAnswer(await imports.result(id, errorsOnly), target)
    written.push(target)
  }
  if (flags.json) print(JSON.stringify(made, null, 2))
  else {
    print(...tellCounts(made, state !== 'ready'))
    if (counts.rejected > 0) print(...tellRejected(await imports.rejected(id, rejectedShown), counts.rejected))
    print(
      '',
      ...written.map(target => `Written: ${target}`),
      outcomes[state] ?? `Nothing was changed yet. Carry it out: hailport import --resume ${id} --start`,
    )
  }
  return counts.rejected > 0 ? exitCodes.findings : exitCodes.ok
}
