import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const compressions = {
  br: (body: Buffer) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body: Buffer) => promisify(gzip)(body),
}
type Encoding = keyof typeof compressions

/** A file of the console as it is sent. */
interface SentAsset {
  readonly type: string
  readonly encoding: Encoding | undefined
  readonly body: Buffer
}

/** The console as `npm run build` has left it. */
export interface BuiltConsole {
  /** The page, with `{nonce}` where the nonce of its policy belongs. */
  readonly page: string
  /** @returns undefined when there is no such file. */
  asset(name: string, acceptEncoding: string): Promise<SentAsset | undefined>
}

const encodingFor = (accepted: string): Encoding | undefined =>
  (['br', 'gzip'] as const).find(each => new RegExp(`(^|[ ,])${each}([ ,;]|$)`).test(accepted))

/** @returns undefined when it is not built. */
export async function readBuiltConsole(directory: string): Promise<BuiltConsole | undefined> {
  const page = await readFile(join(directory, 'index.html'), 'utf8').catch(() => undefined)
  if (page === undefined) return undefined
  // Only names that are listed are ever opened.
  const names = new Set((await readdir(join(directory, 'assets'))).map(name => `assets/${name}`))
  const sent = new Map<string, Promise<SentAsset>>()
  const prepare = async (name: string, encoding: Encoding | undefined): Promise<SentAsset> => {
    const raw = await readFile(join(directory, name))
    const body = encoding === undefined ? raw : await compressions[encoding](raw)
    return { type: types[extname(name)] ?? 'application/octet-stream', encoding, body }
  }
  return {
    page,
    async asset(name, acceptEncoding) {
      if (!names.has(name)) return undefined
      const encoding = encodingFor(acceptEncoding)
      const key = `${encoding} ${name}`
      const known = sent.get(key) ?? prepare(name, encoding)
      sent.set(key, known)
      return known
    },
  }
}
