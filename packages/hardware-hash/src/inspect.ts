import { type CriticalField, type CriticalVerdict, checkCritical } from './critical-fields.ts'
import { decodeHardwareHash } from './decode.ts'
import { HardwareHashError, type HardwareHashErrorCode } from './error.ts'
import type { Finding } from './finding.ts'
import { checkForm } from './form-findings.ts'
import type { HardwareHash } from './model.ts'
import { checkTrust } from './trust-findings.ts'

/** What `inspectHardwareHash` found. */
export interface Inspection {
  /** `rejected`: not usable at all. `poor`: usable, but something a registration relies on is missing or odd. `good`: neither. */
  verdict: 'good' | 'poor' | 'rejected'
  /** One sentence for people. */
  summary: string
  /** Worst first. */
  findings: Finding[]
  /** The ten fields that Autopilot calls critical. All `missing` when the hash cannot be read. */
  critical: Record<CriticalField, CriticalVerdict>
  /** The decoded hash, when it can be read. */
  hash?: HardwareHash
}

/**
 * Judges a hash: is it sound, are the fields there that Autopilot's matching relies on, do they look like a maker's. The rules are
 * ours, after Microsoft's published list of critical fields and what public factory checks refuse; OA3Tool's own are not public.
 *
 * @param input as for `decodeHardwareHash`.
 * @param now what "in the future" is measured against.
 * @returns findings with remedies. Never throws for bad input: that is a finding of severity `reject`.
 */
export function inspectHardwareHash(input: string | Uint8Array, now: Date = new Date()): Inspection {
  let hash: HardwareHash
  try {
    hash = decodeHardwareHash(input)
  } catch (error) {
    if (!(error instanceof HardwareHashError)) throw error
    return { ...judged([unreadable(error)]), critical: checkCritical({ records: [] }).verdicts }
  }
  const { verdicts, findings } = checkCritical(hash)
  return { ...judged([...findings, ...checkTrust(hash), ...checkForm(hash, now)]), critical: verdicts, hash }
}

const severities = ['reject', 'warn', 'note'] as const

function judged(findings: Finding[]): Pick<Inspection, 'verdict' | 'summary' | 'findings'> {
  const sorted = severities.flatMap(severity => findings.filter(finding => finding.severity === severity))
  const [rejects, warnings] = severities.map(
    severity => findings.filter(finding => finding.severity === severity).length,
  )
  if (rejects) return { verdict: 'rejected', summary: `Not usable: ${sorted[0]!.message}`, findings: sorted }
  if (!warnings) return { verdict: 'good', summary: 'Sound, and every critical field is there.', findings: sorted }
  const fields = [...new Set(sorted.filter(finding => finding.severity === 'warn').map(finding => finding.field))]
  return { verdict: 'poor', summary: `Sound, but look at: ${fields.join(', ')}.`, findings: sorted }
}

const captureAgain = 'Capture the hash again and hand over the whole text, unchanged.'
const remedies: Partial<Record<HardwareHashErrorCode, string>> = {
  'not-base64': 'Hand over only the text of the hash: 4000 letters, digits, + and /.',
  'too-long': 'Hand over one hash at a time.',
  magic: 'Check that this is the hardware hash and not another column of the file.',
  length: 'The text was cut short, often by a spreadsheet or a form. Take it from the original file.',
}

function unreadable(error: HardwareHashError): Finding {
  const field = error.recordType === undefined ? 'HardwareHash' : `record ${error.recordType}`
  const remedy = remedies[error.code] ?? captureAgain
  return { severity: 'reject', code: error.code, field, message: error.message, remedy }
}
