import { type CatalogueEntry, catalogue, type ErrorCode, RegistryError } from '@hailport/registry'
import Type from 'typebox'
import { publicAnswers, ref } from '../schemas/common.ts'
import type { App } from '../surface.ts'

export const ErrorEntry = Type.Object(
  {
    code: Type.String(),
    status: Type.Integer(),
    title: Type.String(),
    cause: Type.String(),
    remedy: Type.String(),
    autopilot: Type.Optional(
      Type.Object(
        { name: Type.String(), number: Type.Optional(Type.Integer()) },
        { description: 'What Windows Autopilot calls the same outcome.' },
      ),
    ),
  },
  { $id: 'ErrorEntry', description: 'An entry of the error catalogue.' },
)

const entry = (code: ErrorCode) => {
  const { status, title, cause, remedy, autopilot }: CatalogueEntry = catalogue[code]
  return { code, status, title, cause, remedy, ...(autopilot && { autopilot }) }
}
const codes = Object.keys(catalogue) as ErrorCode[]
const tags = ['Service']
const config = { access: 'public' } as const

/** The error catalogue; problem details point here with their `type`. */
export function errorRoutes(app: App): void {
  app.get(
    '/api/v1/errors',
    {
      config,
      schema: {
        tags,
        security: [],
        operationId: 'listErrors',
        summary: 'The error catalogue',
        description: 'Every error that the service reports, with cause and remedy.',
        response: publicAnswers({ 200: Type.Object({ items: Type.Array(ref(ErrorEntry)) }) }),
      },
    },
    async () => ({ items: codes.map(entry) }),
  )
  app.get(
    '/errors/:code',
    {
      config,
      schema: {
        tags,
        security: [],
        operationId: 'getError',
        summary: 'One entry of the error catalogue',
        description: 'The address that problem details give as their `type`.',
        params: Type.Object({ code: Type.String() }),
        response: publicAnswers({ 200: ref(ErrorEntry) }, 404),
      },
    },
    async request => {
      const { code } = request.params
      if (!Object.hasOwn(catalogue, code)) throw new RegistryError('not_found')
      return entry(code as ErrorCode)
    },
  )
}
