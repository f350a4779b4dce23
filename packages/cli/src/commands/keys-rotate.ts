import { Command, Option } from 'commander'
import { examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { Failure, withoutDot } from '../failure.ts'
import { print, styled } from '../terminal.ts'
import { databaseOption } from './database-option.ts'
import { storeTools } from './store-tools.ts'

interface RotateFlags {
  readonly database?: string
  readonly data: string
  readonly now?: true
  readonly leaked?: true
}

/** `hailport keys rotate` */
export function keysRotateCommand(): Command {
  return new Command('rotate')
    .description('Replace the key that signs access tokens, before its time.')
    .option('--now', 'the new key signs at once; tokens of earlier keys stay good until they end')
    .option('--leaked', 'the new key signs at once, and every token that an earlier key has signed is refused')
    .addOption(databaseOption('sqlite:PATH or postgres://user@host:port/database (default: in the data directory)'))
    .addOption(
      new Option('--data <directory>', 'data directory of the service, with its vault key')
        .env('HAILPORT_DATA')
        .default('./data'),
    )
    .addHelpText(
      'after',
      `
Servers replace the key by themselves every 90 days. This does it now, on the database itself, while the service runs or not: the new key is
published at once and signs in a week, when all who verify tokens know it; tokens of the old one stay good until they end. Nobody notices.
With --now it signs at once: who verifies tokens elsewhere must look for keys that it does not know, as libraries do.
With --leaked nothing waits: applications and people need new access tokens, and get them with their credentials or refresh tokens. Servers
that run take it up within 30 seconds. The vault key is read as the service reads it (HAILPORT_VAULT_KEY, or vault.key in --data).
${exitCodesHelp({ ok: 'there is a new key, or one was waiting already', failed: 'the database or the vault key does not do it' })}${examplesHelp(
  {
    'hailport keys rotate --data ./data': 'a new key, without anybody noticing',
    'hailport keys rotate --data ./data --now': 'the same, without a week in between',
    'hailport keys rotate --data ./data --leaked': 'somebody else may have the key',
  },
)}`,
    )
    .action(rotate)
}

async function rotate(flags: RotateFlags): Promise<void> {
  const { now = false, leaked = false, data } = flags
  const when = leaked ? 'leaked' : now ? 'now' : 'later'
  const database = flags.database || `sqlite:${data}/hailport.sqlite`
  const vaultKey = process.env['HAILPORT_VAULT_KEY']
  const { rotateStoredKeys } = await import('@hailport/server')
  const { made, keys } = await storeTools(async () => {
    try {
      return await rotateStoredKeys({ database, dataDirectory: data, vaultKey, when })
    } catch (error) {
      const { name, message } = error as Error
      if (name !== 'ConfigError') throw error
      throw new Failure({ what: 'No key was replaced', why: withoutDot(message), remedy: 'Correct the vault key.' })
    }
  })
  if (!made) print('Nothing was changed: a new key is waiting for its time already. --now does not wait.')
  for (const { id, signs, signsFrom, acceptedUntil } of keys) {
    const when = signs ? 'signs now' : signsFrom > Date.now() ? `signs from ${iso(signsFrom)}` : 'signs no more'
    const end = acceptedUntil === undefined ? '' : `, accepted until ${iso(acceptedUntil)}`
    print(`${styled('bold', id)}: ${when}${end}`)
  }
  if (leaked) print('Tokens of earlier keys are refused. Servers that run take this up within 30 seconds.')
  process.exitCode = exitCodes.ok
}

const iso = (at: number): string => new Date(at).toISOString()
