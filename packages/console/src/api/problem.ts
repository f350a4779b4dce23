import type { Problem } from './generated/operations.ts'

/** Something that the service refused, in the words of its catalogue; or no answer at all, with the code `unreachable`. */
export class ApiProblem extends Error {
  readonly code: string
  readonly status: number
  readonly problem: Problem | undefined
  /** When to try again, s. */
  readonly retryAfter: number | undefined

  constructor(code: string, status: number, problem?: Problem, retryAfter?: number) {
    super(problem?.detail ?? code)
    this.name = 'ApiProblem'
    this.code = code
    this.status = status
    this.problem = problem
    this.retryAfter = retryAfter
  }
}

/** Whether waiting may help. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === 0 || error.status === 429 || error.status >= 502)

async function readProblem(answer: Response): Promise<Problem | undefined> {
  if (!/json/.test(answer.headers.get('content-type') ?? '')) return undefined
  return (await answer.json().catch(() => undefined)) as Problem | undefined
}

/** What an answer that is no success says. */
export async function toProblem(answer: Response): Promise<ApiProblem> {
  const problem = await readProblem(answer)
  const retryAfter = Number(answer.headers.get('retry-after')) || undefined
  return new ApiProblem(problem?.code ?? `http_${answer.status}`, answer.status, problem, retryAfter)
}
