import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type defaultRequired, makeStationKey, thumbprintOf, toStationKey } from '@hailport/registry/line'
import { exitCodes } from '../exit-codes.ts'
import { Failure, fileFailure } from '../failure.ts'
import { Queue } from './queue.ts'

/** What a station is, as `station.json` in its folder says. */
export interface StationSettings {
  readonly version: 1
  /** The service that it reports to. */
  readonly url: string
  readonly partnerId: string
  readonly name: string
  readonly line?: string
  /** Fields without which a unit is stopped. */
  readonly required: typeof defaultRequired
  /** How far back it learns what others have reported, days. */
  readonly rememberDays: number
  readonly publicKey: { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
}

/** A station that is ready to work. */
export interface Station {
  readonly folder: string
  readonly settings: StationSettings
  /** Names its key. */
  readonly thumbprint: string
  readonly key: Awaited<ReturnType<typeof toStationKey>>
  readonly queue: Queue
}

const settingsFile = (folder: string) => join(folder, 'station.json')
const keyFile = (folder: string) => join(folder, 'station.key')

export const hasStation = (folder: string): boolean => existsSync(settingsFile(folder))

/** Writes a file that is there whole, or not at all, whatever happens to the power. */
function writeWhole(path: string, text: string, mode: number): void {
  const draft = `${path}.new`
  const file = openSync(draft, 'w', mode)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, path)
  // Folders cannot be opened on Windows, which writes names with their files.
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Makes a station with a key of its own. The settings come last: with them the station is there. @throws Failure */
export async function makeStation(
  folder: string,
  settings: Omit<StationSettings, 'version' | 'publicKey'>,
): Promise<StationSettings> {
  const { privateKey, publicKey } = await makeStationKey()
  const whole: StationSettings = { version: 1, ...settings, publicKey }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeWhole(keyFile(folder), `${JSON.stringify(privateKey)}\n`, 0o600)
    new Queue(folder).close()
    writeWhole(settingsFile(folder), `${JSON.stringify(whole, null, 2)}\n`, 0o644)
  } catch (error) {
    throw fileFailure(`${folder} cannot be written`, error)
  }
  return whole
}

/** Writes what the station is called from now on. @throws Failure */
export function renameStation(
  folder: string,
  names: { readonly name: string; readonly line?: string },
): StationSettings {
  const { line: _line, ...settings } = readSettings(folder)
  const renamed: StationSettings = { ...settings, ...names }
  try {
    writeWhole(settingsFile(folder), `${JSON.stringify(renamed, null, 2)}\n`, 0o644)
  } catch (error) {
    throw fileFailure(`${folder} cannot be written`, error)
  }
  return renamed
}

/** @throws Failure when there is no station, or its settings cannot be read. */
export function readSettings(folder: string): StationSettings {
  if (!hasStation(folder))
    throw new Failure(
      {
        what: `There is no station in ${folder}`,
        why: 'it has no station.json',
        remedy: 'Make one with "hailport line init", or name its folder with --station or HAILPORT_STATION.',
      },
      exitCodes.usage,
    )
  return readJson<StationSettings>(settingsFile(folder))
}

function readJson<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch (error) {
    throw fileFailure(`${path} cannot be read`, error)
  }
}

/** Opens the station in a folder. @throws Failure */
export async function openStation(folder: string): Promise<Station> {
  const settings = readSettings(folder)
  const key = await toStationKey(readJson(keyFile(folder)))
  return { folder, settings, key, thumbprint: thumbprintOf(settings.publicKey), queue: new Queue(folder) }
}
