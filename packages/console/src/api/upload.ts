import { accessToken } from '../session/tokens.ts'
import { ApiProblem, toProblem } from './problem.ts'

interface Upload {
  readonly method: 'POST' | 'PUT'
  readonly address: string
  readonly file: File
  readonly type: string
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
export async function upload<T>({ method, address, file, type, onProgress, signal }: Upload): Promise<T> {
  const token = await accessToken()
  const answer = await new Promise<Response>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, address)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('content-type', type)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total)
    request.onload = () =>
      resolve(new Response(request.responseText, { status: request.status, headers: headersOf(request) }))
    request.onerror = () => reject(new ApiProblem('unreachable', 0))
    request.onabort = () => reject(new DOMException('Given up.', 'AbortError'))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
  if (!answer.ok) throw await toProblem(answer)
  return (await answer.json()) as T
}
