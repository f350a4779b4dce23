import { Command, CommanderError } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { batchesAcceptCommand } from './commands/batches-accept.ts'
import { batchesHeldCommand } from './commands/batches-held.ts'
import { batchesListCommand } from './commands/batches-list.ts'
import { batchesRefuseCommand } from './commands/batches-refuse.ts'
import { consentAskCommand } from './commands/consent-ask.ts'
import { consentRequestsCommand } from './commands/consent-requests.ts'
import { demoCommand } from './commands/demo.ts'
import { deskApproveCommand } from './commands/desk-approve.ts'
import { deskAskCommand } from './commands/desk-ask.ts'
import { deskListCommand } from './commands/desk-list.ts'
import { deskRefuseCommand } from './commands/desk-refuse.ts'
import { deskShowCommand } from './commands/desk-show.ts'
import { devCertCommand } from './commands/dev-cert.ts'
import { deviceCaptureCommand } from './commands/device-capture.ts'
import { deviceResolveCommand } from './commands/device-resolve.ts'
import { hashDecodeCommand } from './commands/hash-decode.ts'
import { hashEncodeCommand } from './commands/hash-encode.ts'
import { hashInspectCommand } from './commands/hash-inspect.ts'
import { hashXmlCommand } from './commands/hash-xml.ts'
import { importCommand } from './commands/import.ts'
import { keysRotateCommand } from './commands/keys-rotate.ts'
import { lineCheckCommand } from './commands/line-check.ts'
import { lineInitCommand } from './commands/line-init.ts'
import { lineRenameCommand } from './commands/line-rename.ts'
import { lineScanCommand } from './commands/line-scan.ts'
import { lineStatusCommand } from './commands/line-status.ts'
import { lineSyncCommand } from './commands/line-sync.ts'
import { ordersEnrolCommand } from './commands/orders-enrol.ts'
import { ordersListCommand } from './commands/orders-list.ts'
import { ordersOverrideCommand } from './commands/orders-override.ts'
import { ordersReturnCommand } from './commands/orders-return.ts'
import { ordersShowCommand } from './commands/orders-show.ts'
import { ordersTransactionCommand } from './commands/orders-transaction.ts'
import { ordersVoidCommand } from './commands/orders-void.ts'
import { personLinkCommand } from './commands/person-link.ts'
import { requestsAnswerCommand } from './commands/requests-answer.ts'
import { requestsHashesCommand } from './commands/requests-hashes.ts'
import { requestsListCommand } from './commands/requests-list.ts'
import { requestsOpenCommand } from './commands/requests-open.ts'
import { requestsShowCommand } from './commands/requests-show.ts'
import { requestsWithdrawCommand } from './commands/requests-withdraw.ts'
import { serveCommand } from './commands/serve.ts'
import { simulateFactoryCommand } from './commands/simulate-factory.ts'
import { storeCheckCommand } from './commands/store-check.ts'
import { storeCopyCommand } from './commands/store-copy.ts'
import { storeDistributeCommand } from './commands/store-distribute.ts'
import { storeMigrateCommand } from './commands/store-migrate.ts'
import {
  webhooksCreateCommand,
  webhooksDeliveriesCommand,
  webhooksListCommand,
  webhooksReplayCommand,
  webhooksTestCommand,
} from './commands/webhooks.ts'
import { examplesHelp, exitCodes } from './exit-codes.ts'
import { reportFailure } from './failure.ts'
import { quietBrokenPipes } from './terminal.ts'

function group(name: string, description: string, ...commands: Command[]): Command {
  const command = new Command(name).description(description)
  for (const each of commands) command.addCommand(each)
  return command
}

/** What partners and their customers do with each other. */
function partnerCommands(): Command[] {
  return [
    group(
      'orders',
      'Orders of partners: enrol, return, void, override.',
      ordersListCommand(),
      ordersShowCommand(),
      ordersEnrolCommand(),
      ordersReturnCommand(),
      ordersVoidCommand(),
      ordersOverrideCommand(),
      ordersTransactionCommand(),
    ),
    group(
      'batches',
      'Devices that were sent to be registered, and those that wait for the customer.',
      batchesListCommand(),
      batchesHeldCommand(),
      batchesAcceptCommand(),
      batchesRefuseCommand(),
    ),
    group('consent', 'Whom customers let register devices.', consentRequestsCommand(), consentAskCommand()),
    group(
      'requests',
      'Requests to the desk of a maker, with a proof of purchase.',
      requestsOpenCommand(),
      requestsListCommand(),
      requestsShowCommand(),
      requestsAnswerCommand(),
      requestsWithdrawCommand(),
      requestsHashesCommand(),
    ),
    group(
      'desk',
      'The desk of a maker, for its support agents.',
      deskListCommand(),
      deskShowCommand(),
      deskApproveCommand(),
      deskRefuseCommand(),
      deskAskCommand(),
    ),
  ]
}

/** What an organization has posted to its receivers. */
function webhookCommands(): Command {
  return group(
    'webhooks',
    'What happens, posted to receivers of yours.',
    webhooksListCommand(),
    webhooksCreateCommand(),
    webhooksTestCommand(),
    webhooksDeliveriesCommand(),
    webhooksReplayCommand(),
  )
}

function program(): Command {
  const hailport = new Command('hailport')
    .description('The registry that knows which organization a new device belongs to before anyone has switched it on.')
    .version(packageJson.version)
    .addHelpText(
      'after',
      `${examplesHelp({
        'hailport demo': 'the whole service in a minute, on invented devices',
        'hailport serve --data ./data': 'run the service',
        'hailport hash inspect device.txt': 'see what is wrong with a hardware hash',
      })}\n
Every command explains itself: hailport COMMAND --help
With HAILPORT_DEBUG=1 errors tell where they arose. NO_COLOR=1 switches colours off.`,
    )
  for (const command of [
    serveCommand(),
    demoCommand(),
    importCommand(),
    devCertCommand(),
    group(
      'hash',
      'Read, check and write hardware hashes.',
      hashInspectCommand(),
      hashDecodeCommand(),
      hashEncodeCommand(),
      hashXmlCommand(),
    ),
    group(
      'device',
      'What a device does: show its hash, ask whom it belongs to.',
      deviceCaptureCommand(),
      deviceResolveCommand(),
    ),
    group(
      'line',
      'A station of a factory line: check units without a network, report them when there is one.',
      lineInitCommand(),
      lineCheckCommand(),
      lineScanCommand(),
      lineSyncCommand(),
      lineStatusCommand(),
      lineRenameCommand(),
    ),
    ...partnerCommands(),
    webhookCommands(),
    group('keys', 'The keys that sign access tokens.', keysRotateCommand()),
    group('person', 'Help for people who cannot sign in.', personLinkCommand()),
    group(
      'store',
      'The database of a service: bring it up to date, look at it, move it to another engine.',
      storeMigrateCommand(),
      storeCheckCommand(),
      storeCopyCommand(),
      storeDistributeCommand(),
    ),
    group('simulate', 'Devices that do not exist, for tests and trials.', simulateFactoryCommand()),
  ])
    hailport.addCommand(command)
  return exiting(hailport)
}

/** Makes a command and all below it throw in place of ending the process, and point to their help. */
function exiting(command: Command): Command {
  command.exitOverride().showHelpAfterError('(--help explains the command)').helpCommand(false)
  for (const each of command.commands) exiting(each)
  return command
}

/** Runs a command line. @returns the exit code. */
async function run(argv: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(argv)
    return Number(process.exitCode ?? exitCodes.ok)
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error)
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  }
}

quietBrokenPipes()
// No process.exit: what is still on its way to a pipe would be lost.
process.exitCode = await run(process.argv)
