import { type JournalFilter, listJournal } from '@hailport/registry'
import Type, { type Static } from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toMillis, toWire } from '../../http/wire.ts'
import { answers, closed, Id, ids, pageOf, paging, Time, text } from '../schemas/common.ts'
import { JournalEntry } from '../schemas/journal.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const JournalQuery = closed({
  ...paging,
  subjectId: Type.Optional(text(64)),
  action: Type.Optional(text(64, 'Such as device.registered.')),
  actorId: Type.Optional(text(64)),
  onBehalfOf: Type.Optional(Id),
  from: Type.Optional(Time),
  until: Type.Optional(Time),
  order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'Newest first (desc) when absent.' })),
})

function readFilter({ from, until, ...rest }: Static<typeof JournalQuery>): JournalFilter {
  return {
    ...rest,
    ...(from !== undefined && { from: toMillis(from, 'from') }),
    ...(until !== undefined && { until: toMillis(until, 'until') }),
  }
}

/** The journal of an organization. */
export function journalRoute(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/organizations/:organizationId/journal',
    {
      schema: {
        tags: ['Journal'],
        operationId: 'listJournal',
        summary: 'Read the journal',
        description: 'Who did what, on whose behalf, when and why. For those of the organization who may read it.',
        params: ids('organizationId'),
        querystring: JournalQuery,
        response: answers({ 200: pageOf(JournalEntry) }, 404),
      },
    },
    async request => {
      const { organizationId } = request.params
      return toWire(await listJournal(registry, principalOf(request), organizationId, readFilter(request.query)))
    },
  )
}
