import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import type { Server } from 'node:https'
import { createSecureContext } from 'node:tls'
import { ConfigError } from '../config.ts'

/** Where the certificate (with those between it and the root) and its key lie, in PEM. */
export interface TlsFiles {
  readonly certificate: string
  readonly key: string
}

/** What a server needs for TLS. */
export interface TlsMaterial {
  readonly cert: Buffer
  readonly key: Buffer
}

/** How often the files are looked at, ms. */
const lookMs = 10_000

/** Reads certificate and key. @throws ConfigError when they cannot be read, or do not belong together. */
export function readTls({ certificate, key }: TlsFiles): TlsMaterial {
  try {
    const material = { cert: readFileSync(certificate), key: readFileSync(key) }
    createSecureContext(material)
    return material
  } catch (error) {
    throw new ConfigError(
      `The certificate ${certificate} and the key ${key} cannot be used: ${(error as Error).message} (HAILPORT_TLS_CERT, HAILPORT_TLS_KEY).`,
    )
  }
}

/**
 * Puts a renewed certificate into use without a restart. What cannot be used is told, and the one before stays.
 * @returns how to stop looking.
 */
export function followTls(
  server: Pick<Server, 'setSecureContext'>,
  files: TlsFiles,
  told: { renewed(): void; failed(error: unknown): void },
): () => void {
  const look = () => {
    try {
      server.setSecureContext(readTls(files))
      told.renewed()
    } catch (error) {
      told.failed(error)
    }
  }
  const paths = [files.certificate, files.key]
  for (const path of paths) watchFile(path, { interval: lookMs, persistent: false }, look)
  return () => {
    for (const path of paths) unwatchFile(path, look)
  }
}
