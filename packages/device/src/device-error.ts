/** What went wrong, as a word a program can branch on. */
export type DeviceErrorCode =
  /** There is no TPM at the given address, or it may not be opened. */
  | 'tpm_unreachable'
  /** The TPM answered with a TPM 2.0 response code other than success. */
  | 'tpm_refused'
  /** The TPM's answer is cut short or contradicts itself. */
  | 'tpm_unreadable'
  /** The registration service could not be reached within the deadline. */
  | 'offline'
  /** The registration service answered and said no. */
  | 'refused'
  /** The registration service answered with something that is not an answer. */
  | 'unreadable'
  /** The caller passed something that cannot work, such as a transport address of no known form. */
  | 'bad_request'

/** The three sentences that a person needs. */
export interface Trouble {
  /** What did not work. */
  readonly what: string
  /** Why it did not. */
  readonly why: string
  /** What to do about it. */
  readonly remedy: string
}

/** The one error class of this package: a code for programs; what, why and remedy for people. */
export class DeviceError extends Error implements Trouble {
  override readonly name = 'DeviceError'
  readonly code: DeviceErrorCode
  readonly what: string
  readonly why: string
  readonly remedy: string

  constructor(code: DeviceErrorCode, trouble: Trouble, cause?: unknown) {
    super(`${trouble.what}: ${trouble.why}. ${trouble.remedy}`, cause === undefined ? {} : { cause })
    this.code = code
    this.what = trouble.what
    this.why = trouble.why
    this.remedy = trouble.remedy
  }
}

/** The text of anything that was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
