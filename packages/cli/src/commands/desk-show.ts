import type { Command } from 'commander'
import { type DeskDevice, type DeskMessage, type DeskRequest, tellMessages, tellRequest } from '../desk/request.ts'
import { saveAnswer } from '../import/result-file.ts'
import { ServiceClient } from '../service/client.ts'
import { type AskingFlags, askingCommand } from '../service/command.ts'
import { readSome } from '../service/list.ts'
import { requirePartner } from '../service/organization.ts'
import { print, printable, table } from '../terminal.ts'

interface Flags extends AskingFlags {
  readonly proof?: string
}

const most = 1000

/** `hailport desk show` */
export function deskShowCommand(): Command {
  return askingCommand('show', 'Show a request at your desk, its devices checked against the records, and its proof.', {
    examples: { 'hailport desk show 0199a1b2-…-01 --proof invoice.pdf': 'with the proof of purchase as a file' },
  })
    .argument('<request>', 'id of the request')
    .option('--proof <file>', 'write the proof of purchase; that it was read stands in the journals')
    .action(async (id: string, { proof, json, ...service }: Flags) => {
      const client = new ServiceClient(service)
      const path = `partners/${await requirePartner(client)}/desk-requests/${encodeURIComponent(id)}`
      const request = await client.json<DeskRequest>({ path })
      const devices = (await readSome<DeskDevice>(client, `${path}/devices`, {}, most)).items
      const messages = (await readSome<DeskMessage>(client, `${path}/messages`, {}, most)).items
      if (proof !== undefined) await saveAnswer(await client.send({ path: `${path}/proof` }), proof)
      if (json) return print(JSON.stringify({ ...request, devices, messages }, null, 2))
      print(...tellRequest(request), ...table(devices.flatMap(lines)), ...tellMessages(messages))
      if (proof !== undefined) print(`Written: ${proof}`)
    })
}

/** A device with what speaks for or against it; the records of a serial number that several have stand below it. */
function lines({ serialNumber, state, reason, check }: DeskDevice): string[][] {
  const found = check && [`record ${check.factoryRecord}`, check.holder && `held by ${check.holder}`, check.model]
  const said = reason ?? check?.message ?? check?.code ?? ''
  const rows = [
    [serialNumber, state, (found ?? []).filter(Boolean).join(', '), said].map(cell => printable(cell ?? '')),
  ]
  const records = (check?.records ?? []).map(one =>
    ['', '', `--record ${serialNumber}=${one.id}`, [one.model, one.productKeyId].filter(Boolean).join(', ')].map(
      printable,
    ),
  )
  return [...rows, ...records]
}
