import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dumpSchema } from '../packages/registry/src/store/dump-schema.ts'
import { errorsPage } from './errors-page.ts'
import { completeLockfile } from './lockfile.ts'
import { rolesPage } from './roles-page.ts'
import { root } from './run.ts'
import { webhookEventsPage } from './webhook-events-page.ts'

/** Files that follow from the code, by path, and how each is made. */
const generated: Record<string, () => string | Promise<string>> = {
  'docs/errors.md': errorsPage,
  'docs/roles.md': rolesPage,
  'docs/webhook-events.md': webhookEventsPage,
  'packages/registry/src/store/schema.sql': dumpSchema,
  'package-lock.json': completeLockfile,
}

async function current(file: string): Promise<string | undefined> {
  return readFile(join(root, file), 'utf8').catch(() => undefined)
}

/** Generated files that differ from what the code says now. */
export async function outdated(): Promise<string[]> {
  const stale: string[] = []
  for (const [file, make] of Object.entries(generated)) if ((await current(file)) !== (await make())) stale.push(file)
  return stale
}

/** Writes the generated files that differ. @returns their paths. */
export async function writeGenerated(): Promise<string[]> {
  const stale = await outdated()
  for (const file of stale)
    await writeFile(join(root, file), await (generated[file] as () => string | Promise<string>)())
  return stale
}
