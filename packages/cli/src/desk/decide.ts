import { InvalidArgumentError } from 'commander'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { ServiceClient } from '../service/client.ts'
import type { AskingFlags } from '../service/command.ts'
import { readSome } from '../service/list.ts'
import { requirePartner } from '../service/organization.ts'
import { print, printable, styled } from '../terminal.ts'
import { type DeskDevice, type DeskRequest, tellRequest } from './request.ts'

export interface DecideFlags extends AskingFlags {
  readonly all?: true
  readonly record?: Record<string, string>
  readonly reason?: string
}

interface Answer {
  readonly request: DeskRequest
  readonly results: readonly DeskDevice[]
}

/** Parses --record SERIAL=ID, which may be given again. */
export function toRecords(value: string, before: Record<string, string> = {}): Record<string, string> {
  const at = value.lastIndexOf('=')
  if (at < 1) throw new InvalidArgumentError('It must be SERIAL=ID; hailport desk show tells the ids.')
  return { ...before, [value.slice(0, at)]: value.slice(at + 1) }
}

/** Approves or refuses devices of a request: those that are named, or all that nobody has decided. */
export async function decideDevices(
  id: string,
  serials: readonly string[],
  approve: boolean,
  { all, record = {}, reason, json, ...service }: DecideFlags,
): Promise<void> {
  const named = [...new Set([...serials, ...Object.keys(record)])]
  if (named.length > 0 === (all === true))
    throw new Failure(
      { what: 'Nothing was decided', why: 'serial numbers or --all are needed, not both', remedy: 'Name the devices.' },
      exitCodes.usage,
    )
  const client = new ServiceClient(service)
  const path = `partners/${await requirePartner(client)}/desk-requests/${encodeURIComponent(id)}`
  const pending = all ? (await readSome<DeskDevice>(client, `${path}/devices`, { state: 'pending' }, 1000)).items : []
  const decisions = (all ? pending.map(one => one.serialNumber) : named).map(serialNumber => ({
    serialNumber,
    approve,
    ...(reason !== undefined && { reason }),
    ...(record[serialNumber] !== undefined && { recordId: record[serialNumber] }),
  }))
  const { request, results } = await client.json<Answer>({
    method: 'POST',
    path: `${path}/decisions`,
    json: { decisions },
  })
  const open = results.filter(one => one.state === 'pending')
  if (json) print(JSON.stringify({ request, results }, null, 2))
  else
    print(
      ...tellRequest(request),
      ...open.map(
        one => `  ${printable(one.serialNumber)}: ${styled('red', one.code ?? '')} ${printable(one.message ?? '')}`,
      ),
    )
  process.exitCode = open.length > 0 ? exitCodes.findings : exitCodes.ok
}
