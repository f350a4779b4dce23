import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Reads below a root directory. What is not there, or may not be read, is `undefined`: never an error. */
export class FileTree {
  readonly #root: string
  readonly #denied = new Set<string>()

  /** @param root `/` for this machine; another directory with the same layout for tests and mounted images */
  constructor(root: string) {
    this.#root = existsSync(root) ? realpathSync(root) : root
  }

  bytes(path: string): Uint8Array | undefined {
    return this.#try(path, full => readFileSync(full))
  }

  /** Trimmed text; `undefined` when there is none left after that. */
  text(path: string): string | undefined {
    const text = this.#try(path, full => readFileSync(full, 'utf8'))
    return text?.replaceAll('\0', '').trim() || undefined
  }

  /** A decimal or 0x number. */
  number(path: string): number | undefined {
    const text = this.text(path)
    return text === undefined || Number.isNaN(Number(text)) ? undefined : Number(text)
  }

  /** Sorted names in a directory; none when it is not there. */
  list(path: string): string[] {
    return this.#try(path, full => readdirSync(full).sort()) ?? []
  }

  has(path: string): boolean {
    return existsSync(join(this.#root, path))
  }

  /** Where links lead in the end, below the root. */
  real(path: string): string | undefined {
    return this.#try(path, full => relative(this.#root, realpathSync(full)))
  }

  /** Whether reading `path` was tried and refused for want of rights. */
  wasDenied(path: string): boolean {
    return this.#denied.has(path)
  }

  /** The names of the kernel subsystems a device hangs on, from the nearest up: `['virtio', 'pci']`. */
  subsystems(device: string): string[] {
    const names: string[] = []
    for (let at = this.real(device); at !== undefined && at !== '.' && !at.startsWith('..'); at = dirname(at)) {
      const subsystem = this.has(join(at, 'subsystem')) ? this.real(join(at, 'subsystem')) : undefined
      if (subsystem !== undefined) names.push(subsystem.slice(subsystem.lastIndexOf('/') + 1))
    }
    return names
  }

  #try<T>(path: string, read: (full: string) => T): T | undefined {
    const full = join(this.#root, path)
    try {
      return read(full)
    } catch (reason) {
      if (['EACCES', 'EPERM'].includes((reason as { code?: string }).code ?? '')) this.#denied.add(path)
      return undefined
    }
  }
}
