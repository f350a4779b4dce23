import { catalogue, type RegistryError } from '@hailport/registry'
import { Type } from 'typebox'
import type { InvalidInput } from './validate.ts'

/** One fault of a request that has several. */
const Fault = Type.Object({ field: Type.String(), message: Type.String() })

/** RFC 9457 problem details. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'Address of the catalogue entry.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What happened this time.' }),
    code: Type.String({ description: 'Stable code of the error catalogue.' }),
    field: Type.Optional(Type.String({ description: 'The input at fault.' })),
    cause: Type.String(),
    remedy: Type.String(),
    requestId: Type.String(),
    errors: Type.Optional(Type.Array(Fault, { description: 'All faults, when the input has several.' })),
  },
  {
    $id: 'Problem',
    description: 'What went wrong, and what to do (RFC 9457).',
    examples: [
      {
        type: 'https://hailport.example/errors/not_found',
        title: catalogue.not_found.title,
        status: 404,
        detail: catalogue.not_found.cause,
        code: 'not_found',
        cause: catalogue.not_found.cause,
        remedy: catalogue.not_found.remedy,
        requestId: '0199a1b2-0000-7000-8000-000000000001',
      },
    ],
  },
)

export type ProblemBody = Type.Static<typeof Problem>

/** An error of the catalogue in its form on the wire. Of an internal one nothing is told but the request id. */
export function toProblem(error: RegistryError, requestId: string, baseUrl: string): ProblemBody {
  const { status, title, cause, remedy } = error.entry
  const faults = (error as InvalidInput).faults
  return {
    type: `${baseUrl}/errors/${error.code}`,
    title,
    status,
    detail: error.code === 'internal' ? cause : error.message,
    code: error.code,
    ...(error.field !== undefined && { field: error.field }),
    cause,
    remedy,
    requestId,
    ...(faults !== undefined && faults.length > 1 && { errors: faults }),
  }
}
