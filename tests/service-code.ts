import { createHash } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = join(root, 'node_modules/.cache/service')
const main = join(root, 'packages/cli/src/main.ts')

/** What was made of earlier sources may still run. */
const keptMs = 3_600_000

/** Of each file: name, size and time; they differ when one was changed. */
function stampOf(): string {
  const files = globSync(
    ['tests/service-code.ts', 'package-lock.json', 'packages/*/package.json', 'packages/*/src/**/*.{ts,json}'],
    {
      cwd: root,
    },
  )
  const digest = createHash('sha256').update(process.version)
  for (const file of files.sort()) {
    const { mtimeMs, size } = statSync(join(root, file))
    digest.update(`${file} ${mtimeMs} ${size}\n`)
  }
  return digest.digest('hex').slice(0, 16)
}

/** Code keeps the address that it has in the repository, where its files lie; what starts as a thread or process is among the results. */
const addresses = (entries: readonly string[], folder: string): Plugin => ({
  name: 'addresses',
  setup(bundler) {
    const started = (path: string, found: string, name: string) => {
      const entry = join(path, '..', name)
      const made = join(folder, relative(root, entry)).replace(/ts$/, 'mjs')
      return entries.includes(entry) ? `new URL('${pathToFileURL(made)}')` : found
    }
    bundler.onLoad({ filter: /\/packages\/[\w-]+\/[^:]*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8')
        .replaceAll(/new URL\('(\.\/[\w.-]+\.ts)', import\.meta\.url\)/g, (found, name) => started(path, found, name))
        .replaceAll('import.meta.url', `'${pathToFileURL(path)}'`),
      loader: 'ts',
    }))
    bundler.onLoad({ filter: /\/node_modules\/[^:]*\.c?js$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8')
      if (!/\b__(dirname|filename)\b/.test(contents)) return undefined
      return { contents: `var __dirname = '${dirname(path)}', __filename = '${path}';${contents}` }
    })
  },
})

const startedAlone = (): string[] =>
  globSync('packages/server/src/{threads/*-thread,workers/*.process}.ts', { cwd: root }).map(file => join(root, file))

let made: Promise<string> | undefined

/**
 * The command `hailport` with everything that it imports in a few files: Node takes over a second to find the two thousand of the
 * repository and its packages, and tests start services hundreds of times.
 * @returns the file to start.
 */
export const serviceCode = (): Promise<string> => {
  made ??= makeCode()
  return made
}

async function makeCode(): Promise<string> {
  const stamp = stampOf()
  const folder = join(cache, stamp)
  const file = join(folder, 'packages/cli/src/main.mjs')
  if (existsSync(file)) return file
  mkdirSync(cache, { recursive: true })
  for (const old of readdirSync(cache))
    if (statSync(join(cache, old)).mtimeMs < Date.now() - keptMs)
      rmSync(join(cache, old), { recursive: true, force: true })
  const making = mkdtempSync(join(cache, 'making-'))
  const entries = startedAlone()
  await build({
    entryPoints: [main, ...entries],
    outdir: making,
    outbase: root,
    // Node need not find out what it is.
    outExtension: { '.js': '.mjs' },
    minifyWhitespace: true,
    // The provider of identities goes by the names of its classes.
    keepNames: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['pg-native'],
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    plugins: [addresses(entries, folder)],
    logLevel: 'warning',
  })
  try {
    renameSync(making, folder)
  } catch (error) {
    // Another test was quicker.
    rmSync(making, { recursive: true })
    if (!existsSync(file)) throw error
  }
  return file
}
