import type { Input } from '../../api/call.ts'
import type { Import } from '../../api/generated/operations.ts'
import { ApiProblem, toProblem } from '../../api/problem.ts'
import { accessToken } from '../../session/tokens.ts'

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

function headersOf(request: XMLHttpRequest): Headers {
  const headers = new Headers()
  for (const name of ['content-type', 'retry-after']) {
    const value = request.getResponseHeader(name)
    if (value !== null) headers.set(name, value)
  }
  return headers
}

/** Sends a file, however large, and tells how far it is: `fetch` cannot. @throws ApiProblem */
export async function sendFile({ organizationId, file, options, onProgress, signal }: Sending): Promise<Import> {
  const token = await accessToken()
  const given = Object.entries({ ...options, fileName: file.name.slice(-255) })
  const query = new URLSearchParams(given.filter(([, value]) => value !== '').map(([key, value]) => [key, `${value}`]))
  const answer = await new Promise<Response>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/organizations/${organizationId}/imports?${query}`)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    // What it is is found out from its content.
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total)
    request.onload = () =>
      resolve(new Response(request.responseText, { status: request.status, headers: headersOf(request) }))
    request.onerror = () => reject(new ApiProblem('unreachable', 0))
    request.onabort = () => reject(new DOMException('Given up.', 'AbortError'))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
  if (!answer.ok) throw await toProblem(answer)
  return (await answer.json()) as Import
}
