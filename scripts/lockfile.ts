import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.ts'

interface LockedPackage {
  version?: string
  license?: string
  dev?: boolean
  optional?: boolean
  cpu?: string[]
  os?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

type Packages = Record<string, LockedPackage>

const platform = /(android|darwin|freebsd|netbsd|openbsd|openharmony|linux|win32|sunos|aix)-?([a-z0-9]+)?/

function entryFor(name: string, version: string, parent: LockedPackage): LockedPackage {
  const [, os = '', cpu = ''] = platform.exec(name.split('/').at(-1) ?? '') ?? []
  const libc = os !== 'linux' ? undefined : name.includes('musl') ? 'musl' : name.includes('gnu') ? 'glibc' : undefined
  return {
    version,
    cpu: [cpu],
    ...(parent.dev && { dev: true }),
    ...(libc !== undefined && { libc: [libc] }),
    ...(parent.license !== undefined && { license: parent.license }),
    optional: true,
    os: [os],
  }
}

/**
 * The lockfile with an entry for every platform's build of every package. `npm install` leaves out those that its registry could not
 * offer just then, and `npm ci` refuses such a lockfile everywhere.
 */
export function completeLockfile(): string {
  const text = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const lock = JSON.parse(text) as { packages: Packages }
  const missing: Packages = {}
  for (const [path, parent] of Object.entries(lock.packages)) {
    if (path === '') continue
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const known = [`node_modules/${name}`, `${path}/node_modules/${name}`].some(place => place in lock.packages)
      if (!known) missing[`node_modules/${name}`] = entryFor(name, version, parent)
    }
  }
  if (Object.keys(missing).length === 0) return text
  const packages = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`
}
