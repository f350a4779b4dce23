import { InvalidArgumentError } from 'commander'
import type { Batch } from '../commands/batches-list.ts'
import { ServiceClient } from '../service/client.ts'
import type { AskingFlags } from '../service/command.ts'
import { customerOf } from '../service/organization.ts'
import { print, printable } from '../terminal.ts'

export interface AnswerFlags extends AskingFlags {
  readonly row?: number[]
  readonly reason?: string
}

/** Parses --row, which may be given again; people count from 1. */
export function toRows(value: string, before: number[] = []): number[] {
  if (!/^[1-9]\d{0,6}$/.test(value)) throw new InvalidArgumentError('It must be the number of a row, from 1.')
  return [...before, Number(value)]
}

/** Answers a batch that waits, or rows of it, and says how it stands then. */
export async function answerBatch(
  id: string,
  answer: 'accepted' | 'refused',
  { row, reason, json, ...service }: AnswerFlags,
): Promise<void> {
  const client = new ServiceClient(service)
  const made = await client.json<Batch>({
    method: 'POST',
    path: `tenants/${await customerOf(client, undefined)}/batches/${encodeURIComponent(id)}/answer`,
    json: { answer, ...(row && { positions: row.map(number => number - 1) }), ...(reason !== undefined && { reason }) },
  })
  if (json) return print(JSON.stringify(made, null, 2))
  const what = row ? `${row.length} of its devices` : 'everything that waits'
  print(
    `${printable(made.name)}: ${answer} ${what}. The devices are decided again now; hailport batches held shows the rest.`,
  )
}
