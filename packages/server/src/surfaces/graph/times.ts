/** What the contract has in place of a time that never was. */
export const never = '0001-01-01T00:00:00Z'

/** `never`, in milliseconds since 1970. */
export const neverMs = Date.parse(never)

/** A moment as the contract writes it. */
export const toTime = (ms: number | undefined): string => (ms === undefined ? never : new Date(ms).toISOString())
