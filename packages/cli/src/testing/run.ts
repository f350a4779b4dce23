import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

/** `npm test` has the command in few files, which start in a third of the time. */
const main = process.env['HAILPORT_TEST_COMMAND'] ?? fileURLToPath(new URL('../main.ts', import.meta.url))

/** Where Node keeps compiled code by itself; halves the time of a start. */
const quick = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') }

export interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts the real command. */
export function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [main, ...args], { env: { ...process.env, ...quick, NO_COLOR: '1', ...env } })
}

/** Runs the real command to its end. */
export async function run(args: readonly string[], input: string | Uint8Array = ''): Promise<Result> {
  const child = start(args)
  child.stdin?.on('error', () => undefined).end(input)
  return finish(child)
}

/** Waits for the end of a command and gathers what it says from now on. */
export async function finish(child: ChildProcess): Promise<Result> {
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  const [stdout, stderr, code] = await Promise.all([text(child.stdout!), text(child.stderr!), ended])
  return { code, stdout, stderr }
}

/** Reads standard output until it matches. */
export async function until(child: ChildProcess, pattern: RegExp): Promise<string> {
  let seen = ''
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    seen += chunk
    if (pattern.test(seen)) return seen
  }
  throw new Error(`It ended without ${pattern}: ${seen}`)
}

/** A directory that is gone after the test. */
export function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hailport-cli-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const folder = new URL('../vectors/', import.meta.resolve('@hailport/hardware-hash'))

/** The six real hashes: file and base64. */
export const vectors = readdirSync(folder)
  .filter(name => name.endsWith('.txt'))
  .map(name => {
    const file = fileURLToPath(new URL(name, folder))
    return { name, file, base64: readFileSync(file, 'latin1').trim() }
  })

/** The vector whose name starts so. */
export const vector = (start: string) => vectors.find(({ name }) => name.startsWith(start))!
