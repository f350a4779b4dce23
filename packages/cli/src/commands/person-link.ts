import { Command, Option } from 'commander'
import { examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { print, styled } from '../terminal.ts'
import { databaseOption } from './database-option.ts'
import { storeTools } from './store-tools.ts'

interface LinkFlags {
  readonly email: string
  readonly organization?: string
  readonly resetSecondFactors?: true
  readonly database?: string
  readonly data: string
  readonly publicUrl: string
}

/** `hailport person link` */
export function personLinkCommand(): Command {
  return new Command('link')
    .description('Make a link by which a person sets a new password, from the machine of the service.')
    .requiredOption('--email <address>', 'e-mail address of the person')
    .option('--organization <id or domain>', 'organization of the person (default: the operators of the registry)')
    .option('--reset-second-factors', 'using the link also removes passkeys, authenticator app and recovery codes')
    .addOption(databaseOption('sqlite:PATH or postgres://user@host:port/database (default: in the data directory)'))
    .addOption(new Option('--data <directory>', 'data directory of the service').env('HAILPORT_DATA').default('./data'))
    .addOption(
      new Option('--public-url <url>', 'origin under which people reach the service')
        .env('HAILPORT_PUBLIC_URL')
        .default('http://127.0.0.1:8080'),
    )
    .addHelpText(
      'after',
      `
For operators who are locked out; everybody else is given a link by an administrator, through the API. It works on the database itself,
while the service runs or not. The link replaces the one before, can be used once, ends the sessions of the person when it is used, and is
written to the journal.
${exitCodesHelp({ ok: 'the link is printed', failed: 'there is no such person, or the database does not answer' })}${examplesHelp(
  {
    'hailport person link --email operator@registry.invalid': 'a new link for the first operator',
    'hailport person link --email ada@contoso.example --organization contoso.example --reset-second-factors':
      'for a person of a tenant who has lost the phone',
  },
)}`,
    )
    .action(async (flags: LinkFlags) => {
      const { email, organization, resetSecondFactors = false } = flags
      const database = flags.database || `sqlite:${flags.data}/hailport.sqlite`
      const link = await storeTools(tools =>
        tools.makeSignInLink(database, { email, resetSecondFactors, ...(organization && { organization }) }),
      )
      if (link === undefined)
        throw new Failure({
          what: 'No link was made',
          why: `there is no person with the address ${email} in ${organization ?? 'the registry'}`,
          remedy: 'Check --email and --organization, and that --database or --data is that of the service.',
        })
      print(`For ${link.email}, good until ${new Date(link.expiresAt).toISOString()}:`)
      print(`  ${styled('bold', `${flags.publicUrl.replace(/\/$/, '')}/invitation/${link.secret}`)}`)
      print('It can be used once. Give it to nobody else.')
      process.exitCode = exitCodes.ok
    })
}
