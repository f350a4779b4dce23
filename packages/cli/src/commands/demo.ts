import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import type { Cast } from '../demo/step-organizations.ts'
import { Story } from '../demo/story.ts'
import { tell } from '../demo/tell.ts'
import { type ExitCode, examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { Failure, withoutDot } from '../failure.ts'
import { print, styled, table } from '../terminal.ts'
import { startService, untilStopped } from './start-service.ts'

interface DemoFlags {
  readonly port?: string
  readonly exit?: true
  readonly keep?: true
}

const usualPort = 8080
const host = '127.0.0.1'

/** `hailport demo` */
export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'Show the whole service on invented devices: starts it afresh, drives it over HTTP and checks every answer.',
    )
    .option('--port <port>', `port to listen on (default: ${usualPort}, or a free one when that is taken)`)
    .option('--exit', 'stop when the story is told, in place of staying up to be tried')
    .option('--keep', 'keep the temporary folder with the store')
    .addHelpText(
      'after',
      `\nThe store is a SQLite file in a temporary folder, which is removed at the end. Nothing leaves this machine.\n${exitCodesHelp(
        {
          ok: 'every step gave what it should',
          failed: 'one did not; it is named',
          interrupted: 'stopped before the story was told',
        },
      )}${examplesHelp({
        'hailport demo': 'tells the story and stays up; try the API, stop it with Ctrl+C',
        'hailport demo --exit': 'a self-test',
      })}`,
    )
    .action(async ({ port, exit, keep }: DemoFlags) => {
      const folder = mkdtempSync(join(tmpdir(), 'hailport-demo-'))
      // However it ends: a reader may stop early, too.
      process.once('exit', () => keep || rmSync(folder, { recursive: true, force: true }))
      process.exitCode = exitCodes.failed
      if (keep) print(`The store is in ${folder}.`)
      process.exitCode = await run(folder, await choosePort(port), exit === true)
    })
}

async function run(folder: string, port: string | number, exit: boolean): Promise<ExitCode> {
  const began = performance.now()
  const stopped = untilStopped()
  const server = await startService({
    dataDirectory: folder,
    port,
    host,
    // In place of what the environment may say about a service that runs in earnest.
    ...{ publicUrl: `http://${host}:${port}`, logLevel: 'error', trustProxy: false },
  })
  print(`Hailport runs on ${styled('bold', server.url)}, with an empty store.`)
  const story = new Story()
  try {
    const cast = await Promise.race([tell(story, server.url, server.operatorToken ?? ''), stopped])
    if (!cast) return exitCodes.interrupted
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    print('', styled(['bold', 'green'], `All is as it should be: ${story.told}, ${seconds} s.`))
    if (!exit) {
      invite(server.url, cast, server.operatorToken ?? '')
      await stopped
    }
    return exitCodes.ok
  } catch (error) {
    throw disappointed(error)
  } finally {
    await server.close()
  }
}

function disappointed(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error
  const remedy = 'This is a fault in Hailport: please report it, with the steps above.'
  const failure = new Failure({ what: 'The demo went wrong', why: withoutDot(error.message), remedy })
  failure.cause = error
  return failure
}

/** The wanted port; else the usual one, or a free one. */
async function choosePort(wanted: string | undefined): Promise<number | string> {
  if (wanted !== undefined && wanted !== '0') return wanted
  const usual = wanted === undefined ? await tryPort(usualPort) : undefined
  if (usual !== undefined) return usual
  const free = (await tryPort(0)) ?? 0
  if (wanted === undefined) print(`Port ${usualPort} is taken, so this runs on ${free}.`)
  return free
}

/** @returns the port (a free one for 0), or undefined when it is taken. */
async function tryPort(port: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  const probe = createServer().once('error', () => resolve(undefined))
  probe.listen(port, host, () => {
    const { port: found } = probe.address() as { port: number }
    probe.close(() => resolve(found))
  })
  return promise
}

function invite(url: string, { adatum, reseller }: Cast, operatorToken: string): void {
  print(
    '',
    styled('bold', 'Now you. It stays up until Ctrl+C.'),
    ...table(
      [
        ['Console', `${url}/console`],
        ['API, with forms to try it', `${url}/api/v1/docs`],
        ['OpenAPI document', `${url}/api/v1/openapi.json`],
        ['Token of the operator', operatorToken],
        ["Token of Adatum's administrator", adatum.admin.token],
        ["Token of Adatum's approver", adatum.approver.token],
        ["Token of Litware's registrar", reseller.registrar.token],
      ],
      '   ',
    ),
    '',
    "   Adatum's devices:",
    `   curl -s -H 'Authorization: Bearer ${adatum.admin.token}' '${url}/api/v1/tenants/${adatum.id}/devices?limit=5'`,
    '   Its journal:',
    `   curl -s -H 'Authorization: Bearer ${adatum.admin.token}' '${url}/api/v1/organizations/${adatum.id}/journal?limit=5'`,
  )
}
