import { Command } from 'commander'
import { type ExitName, examplesHelp, exitCodesHelp } from '../exit-codes.ts'
import { type ServiceFlags, serviceHelp } from './client.ts'

/** The options of every command that asks a service and prints what it says. */
export interface AskingFlags extends ServiceFlags {
  readonly json?: true
}

/** What stands below the options in the help of such a command. */
export interface AskingHelp {
  readonly text?: string
  readonly exits?: Partial<Record<ExitName, string>>
  readonly examples: Readonly<Record<string, string>>
}

/** A command that asks a service; its own options are to be added. */
export function askingCommand(
  name: string,
  description: string,
  { text = '', exits = {}, examples }: AskingHelp,
): Command {
  return new Command(name)
    .description(description)
    .option('--server <url>', 'the service, such as https://hailport.example')
    .option('--token-file <file>', 'file that holds your access token')
    .option('--json', 'print what the service says, for programs')
    .addHelpText(
      'after',
      `${text === '' ? '' : `\n${text}\n`}${serviceHelp}${exitCodesHelp({
        ok: 'done',
        ...exits,
        offline: 'the service cannot be reached',
        refused: 'the service says no',
      })}${examplesHelp(examples)}`,
    )
}
