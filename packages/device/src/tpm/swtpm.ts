import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeviceError, reasonOf } from '../device-error.ts'
import { openTpm } from './transport.ts'

/** A software TPM 2.0 of one's own, for tests and demonstrations. */
export interface SoftwareTpm {
  /** For {@link openTpm}. */
  readonly address: string
  /** For the environment variable TPM2TOOLS_TCTI of tpm2-tools; null on TCP. */
  readonly tcti: string | null
  /** Where it keeps its seeds: the same directory is the same TPM. */
  readonly stateDir: string
  /** Ends the process and, when this call made the directory, removes it. */
  stop(): Promise<void>
}

const TOO_LATE_MS = 10_000

/**
 * Starts `swtpm` (Debian and Ubuntu: package `swtpm`) and waits until it takes commands.
 *
 * @param options.stateDir where the TPM's state lies; a new directory, removed by `stop`, when not given
 * @param options.tcp listen on a free TCP port of the loopback address instead of a Unix socket
 * @throws DeviceError `tpm_unreachable` when swtpm is not installed or does not come up
 */
export async function startSoftwareTpm(options: { stateDir?: string; tcp?: boolean } = {}): Promise<SoftwareTpm> {
  if (spawnSync('swtpm', ['--version']).error) {
    throw notRunning('the program swtpm is not installed', 'Install it: apt-get install -y swtpm')
  }
  const stateDir = options.stateDir ?? (await mkdtemp(join(tmpdir(), 'hailport-tpm-')))
  const path = join(stateDir, 'tpm.sock')
  const port = options.tcp ? await freePort() : null
  const child = spawn('swtpm', [
    ...['socket', '--tpm2', '--tpmstate', `dir=${stateDir}`, '--flags', 'not-need-init,startup-clear'],
    ...['--server', port === null ? `type=unixio,path=${path}` : `type=tcp,port=${port}`],
    ...['--ctrl', `type=unixio,path=${path}.ctrl`],
  ])
  const address = port === null ? `unix:${path}` : `tcp:127.0.0.1:${port}`
  const stop = async () => {
    await end(child)
    if (options.stateDir === undefined) await rm(stateDir, { recursive: true, force: true })
  }
  try {
    await answering(address, child)
  } catch (reason) {
    await stop()
    throw reason
  }
  return { address, tcti: port === null ? `swtpm:path=${path}` : null, stateDir, stop }
}

async function answering(address: string, child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const deadline = performance.now() + TOO_LATE_MS
  for (;;) {
    try {
      return await (await openTpm(address)).close()
    } catch (reason) {
      const ended = child.exitCode !== null
      if (ended || performance.now() > deadline) {
        throw notRunning(said.trim() || reasonOf(reason), 'Run the same swtpm command by hand.')
      }
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill()
  await gone
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function notRunning(why: string, remedy: string): DeviceError {
  return new DeviceError('tpm_unreachable', { what: 'No software TPM could be started', why, remedy })
}
