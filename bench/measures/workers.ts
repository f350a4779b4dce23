import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { median } from '../percentile.ts'
import { command, serveHas } from '../serve-command.ts'
import { boot, connections, knownDevices } from './resolve.ts'
import type { Tools } from './tools.ts'

const rates = 'read=100000000,write=100000000,upload=100000000,device=100000000,token=100000000,anonymous=100000000'

/** First boots a second, with one process and with two. */
export interface Workers {
  readonly one: number
  readonly two: number
}

/** Starts the command as a user does. */
async function serve(folder: string, database: string | undefined, workers: number) {
  const options = ['--data', folder, '--port', '0', '--log-level', 'error', '--workers', String(workers)]
  const child = spawn(process.execPath, [command, 'serve', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HAILPORT_RATES: rates, ...(database !== undefined && { HAILPORT_DATABASE: database }) },
  })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', piece => {
      said += piece
      const found = /http:\/\/[\d.]+:\d+/.exec(said)
      if (found) resolve(found[0])
    })
    child.once('exit', code => reject(new Error(`hailport serve ended with status ${code}.`)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  return { url, stop }
}

/** First boots with one process and with two, by turns. @returns undefined when the service knows no workers. */
export async function measureWorkers(tools: Tools, folder: string): Promise<Workers | undefined> {
  const { engine, plan, say } = tools
  if (!(await serveHas('--workers'))) return undefined
  say('first boots with one process and with two')
  const database = await engine.start(folder)
  const rounds: Record<1 | 2, number[]> = { 1: [], 2: [] }
  try {
    for (let round = 0; round < 2; round++) {
      for (const workers of [1, 2] as const) {
        const { url, stop } = await serve(folder, database.url, workers)
        await boot(tools, url, knownDevices(tools), { connections, seconds: plan.seconds / 2 })
        const { rate } = await boot(tools, url, knownDevices(tools), { connections, seconds: plan.seconds })
        rounds[workers].push(rate)
        await stop()
      }
    }
  } finally {
    await database.stop()
  }
  return { one: median(rounds[1]), two: median(rounds[2]) }
}
