import type { Input } from '../../api/call.ts'
import type { Import } from '../../api/generated/operations.ts'
import { upload } from '../../api/upload.ts'

/** What is said of a file that is sent. */
export type SendOptions = NonNullable<Input<'POST /api/v1/organizations/{organizationId}/imports'>['query']>

interface Sending {
  readonly organizationId: string
  readonly file: File
  readonly options: SendOptions
  /** Between 0 and 1. */
  readonly onProgress: (part: number) => void
  readonly signal: AbortSignal
}

/** Sends a file to be imported. @throws ApiProblem */
export function sendFile({ organizationId, file, options, onProgress, signal }: Sending): Promise<Import> {
  const given = Object.entries({ ...options, fileName: file.name.slice(-255) })
  const query = new URLSearchParams(given.filter(([, value]) => value !== '').map(([key, value]) => [key, `${value}`]))
  const address = `/api/v1/organizations/${organizationId}/imports?${query}`
  // What it is is found out from its content.
  return upload({ method: 'POST', address, file, type: 'application/octet-stream', onProgress, signal })
}
