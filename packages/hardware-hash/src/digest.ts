import { hexFromBytes } from './hex.ts'
import { sha256InJavaScript } from './sha256.ts'

interface NodeCrypto {
  hash?(algorithm: string, data: Uint8Array, outputEncoding: 'hex'): string
}
interface NodeLike {
  process?: { getBuiltinModule?(id: string): unknown }
}

function nativeSha256(): ((bytes: Uint8Array) => string) | undefined {
  // Asked at run time, so that a bundler for browsers finds no import of a Node module.
  const crypto = (globalThis as NodeLike).process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined
  const hash = crypto?.hash
  return hash && (bytes => hash('sha256', bytes, 'hex'))
}

/** SHA-256 in lower-case hexadecimal: Node's own where there is one, else plain JavaScript. */
export const sha256Hex: (bytes: Uint8Array) => string =
  nativeSha256() ?? (bytes => hexFromBytes(sha256InJavaScript(bytes)))
