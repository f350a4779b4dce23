import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import Type from 'typebox'

/** The answer of a route that sends a CSV file, as it is described. */
export const csvFile = (description: string) => ({
  description,
  content: { 'text/csv': { schema: Type.String() } },
})

/** Sends a CSV file as it is made, no faster than it is read. UTF-8 with a byte order mark, so that spreadsheets know it. */
export function sendCsv(reply: FastifyReply, name: string, text: AsyncGenerator<string>) {
  const marked = async function* () {
    yield '\ufeff'
    yield* text
  }
  return reply
    .header('content-disposition', `attachment; filename="${name}"`)
    .type('text/csv; charset=utf-8')
    .send(Readable.from(marked(), { objectMode: false }))
}
