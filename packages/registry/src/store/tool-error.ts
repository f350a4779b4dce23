/** Why work on a whole store was refused or given up, and what to do about it. Made for whoever typed the command. */
export class StoreToolError extends Error {
  override readonly name = 'StoreToolError'
  readonly what: string
  readonly why: string
  readonly remedy: string

  constructor(trouble: { what: string; why: string; remedy: string }, options?: ErrorOptions) {
    super(`${trouble.what}: ${trouble.why}. ${trouble.remedy}`, options)
    this.what = trouble.what
    this.why = trouble.why
    this.remedy = trouble.remedy
  }
}
