import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { type DeskRequest, tellRequest } from '../desk/request.ts'
import { Failure, fileFailure } from '../failure.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { readSome } from '../service/list.ts'
import { customerOf } from '../service/organization.ts'
import { print } from '../terminal.ts'

interface Flags extends AskingFlags {
  readonly maker: string
  readonly kind: string
  readonly proof: string
  readonly domain: string
  readonly customer?: string
  readonly groupTag?: string
  readonly note?: string
}

/** `hailport requests open` */
export function requestsOpenCommand(): Command {
  return askingCommand('open', 'Ask the desk of a maker to do something about devices, with a proof of purchase.', {
    text: `Serial numbers stand in the file one in each line, as on the labels. If the proof is refused, the request is withdrawn again.`,
    examples: {
      'hailport requests open serials.txt --maker Fabrikam --kind register --proof invoice.pdf --domain contoso.example':
        'have devices registered that you have bought',
    },
  })
    .argument('<file>', 'serial numbers, one in each line')
    .requiredOption('--maker <name or id>', 'a maker with a desk; /participants shows them')
    .addOption(
      new Option('--kind <kind>', 'what is asked for')
        .choices(['register', 'hashes', 'deregister'])
        .makeOptionMandatory(),
    )
    .requiredOption('--proof <file>', 'invoice or bill of sale, as PDF')
    .requiredOption('--domain <domain>', 'domain of the customer, said so that a mistyped one is noticed')
    .option('--customer <domain or id>', 'partners: the customer')
    .option('--group-tag <tag>', 'for devices that are to be registered')
    .option('--note <text>', 'for the maker')
    .action(open)
}

async function makerOf(client: ServiceClient, named: string): Promise<string> {
  const { items } = await readSome<{ id: string; name: string }>(client, 'participants', { desk: 'true' }, 1000)
  const name = named.toLowerCase()
  const found = items.filter(one => one.id === named || one.name.toLowerCase().startsWith(name))
  const [maker] = found
  if (maker && found.length === 1) return maker.id
  // One that is not in the directory may have a desk all the same.
  if (/^[0-9a-f-]{36}$/.test(named)) return named
  throw new Failure({
    what: `The maker ${named} is not clear`,
    why:
      found.length === 0 ? 'no participant with a desk has this name' : `${found.length} participants have such a name`,
    remedy: 'Name it by its id; /participants shows the makers with a desk.',
  })
}

function linesOf(file: string): string[] {
  try {
    const lines = readFileSync(file, 'utf8')
      .replace(/^\ufeff/, '')
      .split(/\r?\n/)
    return lines.map(line => line.trim()).filter(line => line !== '')
  } catch (error) {
    throw fileFailure(`${file} cannot be read`, error)
  }
}

async function open(file: string, flags: Flags): Promise<void> {
  const { maker, kind, proof, domain, customer, groupTag, note, json } = flags
  const serialNumbers = linesOf(file)
  if (!existsSync(proof)) throw fileFailure(`${proof} cannot be read`, { code: 'ENOENT' })
  const client = new ServiceClient(flags)
  const path = `tenants/${await customerOf(client, customer)}/desk-requests`
  const asked = { makerId: await makerOf(client, maker), kind, domain, serialNumbers, groupTag, note }
  const { id } = await client.json<DeskRequest>({ method: 'POST', path, json: asked })
  try {
    const contentType = 'application/pdf'
    await client.send({ method: 'PUT', path: `${path}/${id}/proof`, body: createReadStream(proof), contentType })
  } catch (error) {
    await client.send({ method: 'POST', path: `${path}/${id}/withdraw`, json: {} })
    throw error
  }
  const made = await client.json<DeskRequest>({ method: 'POST', path: `${path}/${id}/submit` })
  if (json) print(JSON.stringify(made, null, 2))
  else print(...tellRequest(made), `hailport requests show ${id} tells what becomes of it.`)
}
