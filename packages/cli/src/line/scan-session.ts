import { type Label, type LabelFormat, readLabel } from './label.ts'
import type { Unit } from './take-unit.ts'

/** What a line from the scanner, or from whatever captures, comes to. */
export type ScanStep =
  /** A unit is complete. */
  | { readonly kind: 'unit'; readonly unit: Unit; readonly said: string }
  /** One half is there; the other is waited for. */
  | { readonly kind: 'waiting'; readonly message: string }
  | { readonly kind: 'problem'; readonly message: string }
  | { readonly kind: 'end' }

/** Finds the capture that belongs to a label. */
export type FindCapture = (label: Label) => Promise<Unit['hash'] | undefined>

export interface ScanRules {
  readonly format: LabelFormat
  /** Captures come without a label. */
  readonly labels: boolean
  /** Where captures are; when absent they come as lines as well. */
  readonly find?: FindCapture
}

/** No label and no hash is longer, in characters. */
const longestLine = 16_384

/** The hash in a line: base64 as OA3Tool and `hailport device capture` write it, or their JSON. */
function hashIn(line: string): string | undefined {
  if (/^T0[A-Za-z0-9+/=]{200,}$/.test(line)) return line
  if (!line.startsWith('{')) return undefined
  try {
    const { hardwareHash } = JSON.parse(line) as { hardwareHash?: unknown }
    return typeof hardwareHash === 'string' ? hardwareHash : undefined
  } catch {
    return undefined
  }
}

const nameOf = ({ serialNumber, productKeyId }: Label): string =>
  [serialNumber, productKeyId && `PKID ${productKeyId}`].filter(Boolean).join(', ')

/** Puts labels and captures together, line by line. CANCEL forgets a half; EXIT ends: both can be printed as bar codes. */
export class ScanSession {
  readonly #rules: ScanRules
  #label: Label | undefined
  #hash: string | undefined

  constructor(rules: ScanRules) {
    this.#rules = rules
  }

  async step(typed: string): Promise<ScanStep | undefined> {
    const line = typed.trim()
    if (line === '') return undefined
    if (line.length > longestLine) return { kind: 'problem', message: 'The line is too long for a label or a hash.' }
    if (line === 'EXIT') return { kind: 'end' }
    if (line === 'CANCEL') {
      this.#label = undefined
      this.#hash = undefined
      return { kind: 'waiting', message: 'Forgotten; scan the next unit.' }
    }
    const hash = hashIn(line)
    if (hash !== undefined) return this.#capture(hash)
    if (line.startsWith('{') || /^T0[A-Za-z0-9+/]{64}/.test(line))
      return { kind: 'problem', message: 'This looks like a capture, but is not whole. Capture again.' }
    const label = readLabel(typed, this.#rules.format)
    if ('problem' in label) return { kind: 'problem', message: `The label cannot be read: ${label.problem}` }
    return this.#rules.find ? this.#lookUp(label, this.#rules.find) : this.#scan(label)
  }

  #capture(hash: string): ScanStep {
    if (this.#rules.labels && this.#label === undefined) {
      this.#hash = hash
      return { kind: 'waiting', message: 'Captured; scan the label of this unit.' }
    }
    return this.#unit(hash, this.#label)
  }

  #scan(label: Label): ScanStep {
    if (this.#hash !== undefined) return this.#unit(this.#hash, label)
    const replaced = this.#label === undefined ? '' : ` ${nameOf(this.#label)} is forgotten.`
    this.#label = label
    return { kind: 'waiting', message: `${nameOf(label)}: hand over its capture.${replaced}` }
  }

  async #lookUp(label: Label, find: FindCapture): Promise<ScanStep> {
    const hash = await find(label)
    if (hash === undefined)
      return { kind: 'problem', message: `There is no capture of ${nameOf(label)}. Capture the unit, then scan again.` }
    return this.#unit(hash, label)
  }

  #unit(hash: Unit['hash'], label: Label | undefined): ScanStep {
    this.#label = undefined
    this.#hash = undefined
    return { kind: 'unit', unit: { hash, ...(label && { label }) }, said: label ? nameOf(label) : 'capture' }
  }
}
