import { readDeskProof, readOwnProof, sendProof } from '@hailport/registry'
import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { streamBodies } from '../../http/stream-body.ts'
import { toWire } from '../../http/wire.ts'
import { answers, ids, ref } from '../schemas/common.ts'
import { DeskRequest } from '../schemas/desk.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ["Maker's desk"]
const own = '/api/v1/tenants/:tenantId/desk-requests/:deskRequestId/proof'
const pdf = 'application/pdf'

/** Sending proofs of purchase; a scope of its own, because bodies are streamed here. */
export function proofUpload(app: App, { registry }: SurfaceDeps): void {
  const types = [pdf, 'application/octet-stream']
  streamBodies(app, types, registry.limits.deskProofBytes)
  const description = 'A PDF document without password, script or attachments.'
  const content = Object.fromEntries(types.map(type => [type, { schema: Type.Any({ description }) }]))
  app.put(
    own,
    {
      config: { streamed: true, rate: 'upload' },
      schema: {
        tags,
        operationId: 'sendDeskProof',
        summary: 'Send the proof of purchase',
        description:
          'The invoice or bill of sale, with serial numbers and the name of the customer; in place of one that was sent before. It is checked by its content and kept encrypted; what is refused is not kept.',
        params: ids('tenantId', 'deskRequestId'),
        body: { description, content },
        response: answers({ 200: ref(DeskRequest) }, 404, 408, 409, 413, 415, 422),
      },
    },
    async request => {
      const { tenantId, deskRequestId } = request.params
      const body = request.body as AsyncIterable<Uint8Array>
      return toWire(await sendProof(registry, principalOf(request), tenantId, deskRequestId, body))
    },
  )
}

const file = { description: 'The document.', content: { [pdf]: { schema: Type.Any() } } }

const sendPdf = (reply: FastifyReply, id: string, bytes: Uint8Array) =>
  reply
    .header('content-disposition', `attachment; filename="proof-${id}.pdf"`)
    .header('cache-control', 'no-store')
    .type(pdf)
    .send(bytes)

/** Reading proofs of purchase. */
export function proofRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    own,
    {
      schema: {
        tags,
        operationId: 'readOwnDeskProof',
        summary: 'Read the proof of purchase that was sent',
        description: 'For who opened the request.',
        params: ids('tenantId', 'deskRequestId'),
        response: answers({ 200: file }, 404, 409),
      },
    },
    async (request, reply) => {
      const { tenantId, deskRequestId } = request.params
      return sendPdf(reply, deskRequestId, await readOwnProof(registry, principalOf(request), tenantId, deskRequestId))
    },
  )
  app.get(
    '/api/v1/partners/:partnerId/desk-requests/:deskRequestId/proof',
    {
      schema: {
        tags,
        operationId: 'readDeskProof',
        summary: 'Read the proof of purchase of a request',
        description:
          "For the maker's agents. Everybody whom the request concerns can read in the journal that it was read.",
        params: ids('partnerId', 'deskRequestId'),
        response: answers({ 200: file }, 404, 409),
      },
    },
    async (request, reply) => {
      const { partnerId, deskRequestId } = request.params
      return sendPdf(
        reply,
        deskRequestId,
        await readDeskProof(registry, principalOf(request), partnerId, deskRequestId),
      )
    },
  )
}
