import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** The `hailport` command of this checkout. */
export const command: string = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url))

/** Whether `hailport serve` has an option: what is not built yet is not measured, and the table says so. */
export async function serveHas(option: string): Promise<boolean> {
  const { stdout } = await promisify(execFile)(process.execPath, [command, 'serve', '--help'])
  return stdout.includes(`${option} `)
}
