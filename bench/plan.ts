import { parseArgs } from 'node:util'
import type { EngineName } from './engines/engine.ts'

/** Names for `--only`. */
const stages = [
  'identity',
  'registration',
  'files',
  'lists',
  'console',
  'resolve',
  'import',
  'workers',
  'overload',
] as const
export type Stage = (typeof stages)[number]

/** What a run does, and how much of it. */
export interface Plan {
  readonly full: boolean
  readonly engines: readonly EngineName[]
  readonly stages: ReadonlySet<Stage>
  /** Devices present, the smaller first. The targets speak of the last but one in a full run (1 M), of the last in a short one. */
  readonly sizes: readonly [number, number]
  /** Devices that are registered one by one to make a registry, and then multiplied. */
  readonly sample: number
  /** Devices that a measured import registers. */
  readonly imported: number
  /** Devices of the import into an empty registry: memory and stored bytes are measured there. */
  readonly reference: number
  /** Devices of the tenant whose lists are looked through. */
  readonly listed: number
  /** Devices of the import during which others boot. */
  readonly during: number
  readonly seconds: number
  readonly rounds: number
  readonly cache: string | undefined
  readonly json: string | undefined
}

const help = `npm run bench -- [options]
  --full            1,000,000 and 10,000,000 devices present instead of 10,000 and 100,000; takes hours
  --engine NAME     sqlite or postgres; default: both
  --only NAME       ${stages.join(', ')}; may be repeated
  --devices N       devices present; a tenth of that is the smaller registry that it is compared with
  --cache FOLDER    keeps filled databases here, so that another run need not fill them again
  --json FILE       writes the results as JSON too`

/** Reads the command line. @throws an Error that says what would do. */
export function readPlan(args: readonly string[]): Plan | { readonly help: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: 'boolean', default: false },
      engine: { type: 'string', multiple: true },
      only: { type: 'string', multiple: true },
      devices: { type: 'string' },
      cache: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return { help }
  const { full } = values
  const devices = values.devices === undefined ? (full ? 10_000_000 : 100_000) : Number(values.devices)
  if (!Number.isInteger(devices) || devices < 10_000)
    throw new Error(`--devices must be a whole number from 10000, not ${values.devices}.`)
  const sample = Math.min(50_000, Math.floor(devices / 10))
  const multiple = (size: number) => Math.round(size / sample) * sample
  return {
    full,
    engines: oneOf('--engine', values.engine, ['sqlite', 'postgres']),
    stages: new Set(oneOf('--only', values.only, stages)),
    sizes: [multiple(devices / 10), multiple(devices)],
    sample,
    imported: full ? 200_000 : Math.min(50_000, devices / 2),
    reference: full ? 1_000_000 : Math.min(50_000, devices / 2),
    listed: values.devices === undefined ? (full ? 1_000_000 : 50_000) : multiple(devices),
    during: full ? 200_000 : Math.min(50_000, devices / 2),
    seconds: full ? 10 : 1.5,
    rounds: 3,
    cache: values.cache,
    json: values.json,
  }
}

function oneOf<T extends string>(option: string, given: readonly string[] | undefined, all: readonly T[]): T[] {
  const known = (name: string): name is T => (all as readonly string[]).includes(name)
  for (const name of given ?? []) if (!known(name)) throw new Error(`${option} must be one of ${all.join(', ')}.`)
  return given === undefined ? [...all] : given.filter(known)
}
