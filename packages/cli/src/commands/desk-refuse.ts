import type { Command } from 'commander'
import { type DecideFlags, decideDevices } from '../desk/decide.ts'
import { askingCommand } from '../service/command.ts'

/** `hailport desk refuse` */
export function deskRefuseCommand(): Command {
  return askingCommand('refuse', 'Refuse devices of a request, with a reason that the requester reads.', {
    exits: { findings: 'some devices could not be refused' },
    examples: { 'hailport desk refuse 0199a1b2-…-01 F7-0002 --reason "Not on the invoice"': 'one device' },
  })
    .argument('<request>', 'id of the request')
    .argument('[serials...]', 'serial numbers')
    .option('--all', 'every device that is not decided')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, serials: string[], flags: DecideFlags) => decideDevices(id, serials, false, flags))
}
