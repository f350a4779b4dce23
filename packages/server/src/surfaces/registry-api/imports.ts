import { Readable } from 'node:stream'
import {
  cancelImport,
  type FileOptions,
  getImport,
  listImportCustomers,
  listImportRows,
  listImports,
  RegistryError,
  readImportResult,
  receiveImport,
  rereadImport,
  startImport,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { streamBodies } from '../../http/stream-body.ts'
import { toWire } from '../../http/wire.ts'
import {
  answers,
  closed,
  Id,
  IdempotencyHeader,
  idempotency,
  ids,
  Paging,
  pageOf,
  paging,
  ref,
  text,
} from '../schemas/common.ts'
import {
  fileOptions,
  Import,
  ImportCustomer,
  ImportOptions,
  ImportRow,
  importKind,
  importState,
  rowStatus,
} from '../schemas/imports.ts'
import { submissionOptions } from '../schemas/registration.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Imports']
const path = '/api/v1/organizations/:organizationId/imports'
const one = `${path}/:importId`
const params = ids('organizationId', 'importId')

/** Content types under which files come. What a file is is found out from its content: programs disagree about the names. */
const types = [
  'application/octet-stream',
  'text/csv',
  'text/tab-separated-values',
  'text/plain',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.ms-excel',
  'application/x-ndjson',
  'application/json',
  'application/xml',
  'text/xml',
]

const UploadQuery = closed({
  kind: Type.Optional(importKind),
  fileName: Type.Optional(text(255)),
  tenantId: Type.Optional(
    Type.Unsafe<string>({ ...Id, description: 'For partners: the customer of rows that name none.' }),
  ),
  onMissingConsent: submissionOptions.onMissingConsent,
  groupTag: Type.Optional(text(512, 'For devices without one of their own.')),
  purchaseOrder: Type.Optional(text(512, 'For devices without one of their own.')),
  orderId: Type.Optional(text(512, 'For devices without one of their own.')),
  ...fileOptions,
  mapping: Type.Optional(text(20_000, 'JSON: by name of a column, or #1 for the first, what it holds.')),
})

function parseMapping(json: string | undefined): Pick<FileOptions, 'mapping'> {
  if (json === undefined) return {}
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    value = undefined
  }
  const sound =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(member => typeof member === 'string')
  if (!sound)
    throw new RegistryError('invalid_request', 'mapping must be a JSON object of texts.', { field: 'mapping' })
  return { mapping: value as Record<string, string> }
}

/** Uploads of files; a scope of their own, because bodies are streamed here. */
export function importUpload(app: App, { registry }: SurfaceDeps, maxBytes: number): void {
  streamBodies(app, types, maxBytes)
  const description = 'CSV (comma, semicolon, tab or bar), XLSX, OA3 XML, NDJSON or JSON, in any usual encoding.'
  const content = Object.fromEntries(types.map(type => [type, { schema: Type.Any({ description }) }]))
  app.post(
    path,
    {
      config: { streamed: true, rate: 'upload' },
      schema: {
        tags,
        operationId: 'sendImport',
        summary: 'Send a file to be imported',
        description:
          'Answers when the file is kept. It is then read and checked; nothing is registered before the import is started. See docs/files.md.',
        params: ids('organizationId'),
        querystring: UploadQuery,
        headers: IdempotencyHeader,
        body: { description, content },
        response: answers({ 202: ref(Import) }, 404, 408, 409, 413, 415, 422),
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params
      const { groupTag, purchaseOrder, orderId, mapping, encoding, delimiter, header, sheet, ...rest } = request.query
      const made = await receiveImport(registry, principalOf(request), organizationId, {
        ...rest,
        defaults: { groupTag, purchaseOrder, orderId },
        options: { encoding, delimiter, header, sheet, ...parseMapping(mapping) },
        body: request.body as AsyncIterable<Uint8Array>,
        ...idempotency(request.headers),
      })
      const location = `/api/v1/organizations/${organizationId}/imports/${made.id}`
      return reply.code(202).header('location', location).send(toWire(made))
    },
  )
}

/** Imports and how far they are. */
function listRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    path,
    {
      schema: {
        tags,
        operationId: 'listImports',
        summary: 'List imports',
        description: 'Newest first, or oldest.',
        params: ids('organizationId'),
        querystring: closed({
          ...paging,
          state: Type.Optional(importState),
          kind: Type.Optional(importKind),
          fileName: Type.Optional(text(255)),
          sort: Type.Optional(Type.Enum(['newest', 'oldest'])),
        }),
        response: answers({ 200: pageOf(Import) }, 404),
      },
    },
    async request =>
      toWire(await listImports(registry, principalOf(request), request.params.organizationId, request.query)),
  )
  app.get(
    one,
    {
      schema: {
        tags,
        operationId: 'getImport',
        summary: 'Read an import',
        description: 'How the file was understood, its counts, and how far it is.',
        params,
        response: answers({ 200: ref(Import) }, 404),
      },
    },
    async request => {
      const { organizationId, importId } = request.params
      return toWire(await getImport(registry, principalOf(request), organizationId, importId))
    },
  )
}

/** What an import holds. */
function contentRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    `${one}/rows`,
    {
      schema: {
        tags,
        operationId: 'listImportRows',
        summary: 'Read what becomes of the rows',
        description:
          'In the order of the file. With a filter, a page may have fewer rows than asked for while others follow.',
        params,
        querystring: closed({
          ...paging,
          status: Type.Optional(rowStatus),
          noted: Type.Optional(Type.Boolean({ description: 'Only rows that have notes.' })),
        }),
        response: answers({ 200: pageOf(ImportRow) }, 404, 409),
      },
    },
    async request => {
      const { organizationId, importId } = request.params
      return toWire(await listImportRows(registry, principalOf(request), organizationId, importId, request.query))
    },
  )
  app.get(
    `${one}/customers`,
    {
      schema: {
        tags,
        operationId: 'listImportCustomers',
        summary: 'Read the customers that the file names',
        description: 'In the order in which the file names them first; each has a batch of its own.',
        params,
        querystring: Paging,
        response: answers({ 200: pageOf(ImportCustomer) }, 404),
      },
    },
    async request => {
      const { organizationId, importId } = request.params
      return toWire(await listImportCustomers(registry, principalOf(request), organizationId, importId, request.query))
    },
  )
}

/** The file with answers. */
function resultRoute(app: App, { registry }: SurfaceDeps): void {
  const schema = Type.Any({ description: 'The file.' })
  const names = types.filter(type => !['text/plain', 'application/octet-stream'].includes(type))
  const content = Object.fromEntries(names.map(type => [type, { schema }]))
  app.get(
    `${one}/result`,
    {
      schema: {
        tags,
        operationId: 'readImportResult',
        summary: 'Download the file with what became of each row',
        description:
          'The same format, encoding, delimiter and columns as the original, with status, code, reason and remedy beside each row. It can be imported as it is.',
        params,
        querystring: closed({
          rows: Type.Optional(Type.Enum(['all', 'errors'], { description: 'errors: only rows that were rejected.' })),
        }),
        response: answers({ 200: { description: 'The file.', content } }, 404, 409),
      },
    },
    async (request, reply) => {
      const { organizationId, importId } = request.params
      const errorsOnly = request.query.rows === 'errors'
      const file = await readImportResult(registry, principalOf(request), organizationId, importId, { errorsOnly })
      reply.header('content-type', file.contentType)
      reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      return reply.send(Readable.from(file.body, { objectMode: false, highWaterMark: 1 }))
    },
  )
}

/** What can be done with an import, and with nothing but its address. */
const actions = [
  {
    name: 'start',
    operationId: 'startImport',
    summary: 'Carry an import out',
    description: 'Every row is decided again by the same rules, and this time it counts.',
    act: startImport,
  },
  {
    name: 'cancel',
    operationId: 'cancelImport',
    summary: 'Give an import up',
    description: 'Before it is started; its file is deleted.',
    act: cancelImport,
  },
] as const

export function importRoutes(app: App, deps: SurfaceDeps): void {
  const { registry } = deps
  listRoutes(app, deps)
  contentRoutes(app, deps)
  resultRoute(app, deps)
  for (const { name, act, ...about } of actions)
    app.post(
      `${one}/${name}`,
      { schema: { tags, ...about, params, response: answers({ 202: ref(Import) }, 404, 409) } },
      async (request, reply) => {
        const { organizationId, importId } = request.params
        return reply.code(202).send(toWire(await act(registry, principalOf(request), organizationId, importId)))
      },
    )
  app.patch(
    one,
    {
      schema: {
        tags,
        operationId: 'rereadImport',
        summary: 'Read the file again with other options',
        description: 'Another encoding, delimiter or sheet, or a mapping of its columns; before the import is started.',
        params,
        body: ref(ImportOptions),
        response: answers({ 202: ref(Import) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { organizationId, importId } = request.params
      const made = await rereadImport(registry, principalOf(request), organizationId, importId, request.body)
      return reply.code(202).send(toWire(made))
    },
  )
}
