import {
  getDirectoryEntry,
  listDirectoryEntries,
  publishDirectoryEntry,
  withdrawDirectoryEntry,
  writeDirectoryEntry,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toMillis, toWire } from '../../http/wire.ts'
import { answers, closed, ids, pageOf, paging, ref } from '../schemas/common.ts'
import { DirectoryPublication, NewDirectoryEntry, WrittenDirectoryEntry } from '../schemas/directory.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Directory']
const own = '/api/v1/partners/:partnerId/directory-entry'
const params = ids('partnerId')

function partnerRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    own,
    {
      schema: {
        tags,
        operationId: 'getDirectoryEntry',
        summary: 'Read the entry of the partner',
        description: 'As it was written last, and as it is shown.',
        params,
        response: answers({ 200: ref(WrittenDirectoryEntry) }, 404),
      },
    },
    async request => toWire(await getDirectoryEntry(registry, principalOf(request), request.params.partnerId)),
  )
  app.put(
    own,
    {
      schema: {
        tags,
        operationId: 'writeDirectoryEntry',
        summary: 'Write the entry of the partner',
        description:
          'What was published before is shown until operators publish the new one. A desk (makers only) takes requests from the moment at which it is written here.',
        params,
        body: ref(NewDirectoryEntry),
        response: answers({ 200: ref(WrittenDirectoryEntry) }, 404),
      },
    },
    async request =>
      toWire(await writeDirectoryEntry(registry, principalOf(request), request.params.partnerId, request.body)),
  )
}

function operatorRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/directory-entries',
    {
      schema: {
        tags,
        operationId: 'listDirectoryEntries',
        summary: 'List entries as partners wrote them',
        description: 'For operators of the registry. `waiting`: written since it was published.',
        querystring: closed({
          ...paging,
          state: Type.Optional(Type.Enum(['waiting', 'published'])),
          order: Type.Optional(Type.Enum(['asc', 'desc'])),
        }),
        response: answers({ 200: pageOf(WrittenDirectoryEntry) }),
      },
    },
    async request => toWire(await listDirectoryEntries(registry, principalOf(request), request.query)),
  )
  app.post(
    '/api/v1/directory-entries/:partnerId/publish',
    {
      schema: {
        tags,
        operationId: 'publishDirectoryEntry',
        summary: 'Show an entry in the public directory',
        description: 'For operators of the registry.',
        params,
        body: ref(DirectoryPublication),
        response: answers({ 200: ref(WrittenDirectoryEntry) }, 404, 409),
      },
    },
    async request => {
      const writtenAt = toMillis(request.body.writtenAt, 'writtenAt')
      return toWire(await publishDirectoryEntry(registry, principalOf(request), request.params.partnerId, writtenAt))
    },
  )
  app.post(
    '/api/v1/directory-entries/:partnerId/withdraw',
    {
      schema: {
        tags,
        operationId: 'withdrawDirectoryEntry',
        summary: 'Take an entry out of the public directory',
        description: 'For operators of the registry. What the partner wrote stays, and can be published again.',
        params,
        response: answers({ 200: ref(WrittenDirectoryEntry) }, 404),
      },
    },
    async request => toWire(await withdrawDirectoryEntry(registry, principalOf(request), request.params.partnerId)),
  )
}

/** What partners say of themselves in the directory, and what of it operators publish. */
export function directoryRoutes(app: App, deps: SurfaceDeps): void {
  partnerRoutes(app, deps)
  operatorRoutes(app, deps)
}
