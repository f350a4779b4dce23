import type { Command } from 'commander'
import { type DecideFlags, decideDevices, toRecords } from '../desk/decide.ts'
import { askingCommand } from '../service/command.ts'

/** `hailport desk approve` */
export function deskApproveCommand(): Command {
  return askingCommand('approve', 'Approve devices of a request: what was asked for is done at once.', {
    exits: { findings: 'some devices could not be approved' },
    examples: {
      'hailport desk approve 0199a1b2-…-01 F7-0001 F7-0002': 'two devices',
      'hailport desk approve 0199a1b2-…-01 --all': 'every device that is not decided',
    },
  })
    .argument('<request>', 'id of the request')
    .argument('[serials...]', 'serial numbers')
    .option('--all', 'every device that is not decided')
    .option(
      '--record <serial=id>',
      'which of several factory records of a serial number; may be given again',
      toRecords,
    )
    .action((id: string, serials: string[], flags: DecideFlags) => decideDevices(id, serials, true, flags))
}
