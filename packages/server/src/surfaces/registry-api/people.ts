import { invitePerson, listPeople, updatePerson } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, ids, Paging, pageOf, ref } from '../schemas/common.ts'
import { NewPerson, Person, PersonChange } from '../schemas/organizations.ts'
import { InvitedPerson } from '../schemas/sign-in.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { linkToWire } from './sign-in-links.ts'

const tags = ['People']

/** People of an organization. */
export function peopleRoutes(app: App, { registry, baseUrl }: SurfaceDeps): void {
  app.post(
    '/api/v1/organizations/:organizationId/people',
    {
      schema: {
        tags,
        operationId: 'createPerson',
        summary: 'Add a person',
        description:
          'The organization is a tenant, a partner, or the registry; roles must fit its kind. The answer has a link by which the person sets a password, once; Hailport sends no e-mail, so give it to the person yourself.',
        params: ids('organizationId'),
        body: ref(NewPerson),
        response: answers({ 201: ref(InvitedPerson) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params
      const { person, link } = await invitePerson(registry, principalOf(request), organizationId, request.body)
      const answer = { ...toWire(person), signInLink: linkToWire(link, baseUrl) }
      return reply.code(201).header('cache-control', 'no-store').send(answer)
    },
  )
  app.get(
    '/api/v1/organizations/:organizationId/people',
    {
      schema: {
        tags,
        operationId: 'listPeople',
        summary: 'List people',
        description: 'Oldest first.',
        params: ids('organizationId'),
        querystring: Paging,
        response: answers({ 200: pageOf(Person) }, 404),
      },
    },
    async request => {
      const { organizationId } = request.params
      return toWire(await listPeople(registry, principalOf(request), organizationId, request.query))
    },
  )
  app.patch(
    '/api/v1/organizations/:organizationId/people/:personId',
    {
      schema: {
        tags,
        operationId: 'updatePerson',
        summary: 'Change or disable a person',
        description: 'Takes effect with the next request of the person.',
        params: ids('organizationId', 'personId'),
        body: ref(PersonChange),
        response: answers({ 200: ref(Person) }, 404),
      },
    },
    async request => {
      const { organizationId, personId } = request.params
      return toWire(await updatePerson(registry, principalOf(request), organizationId, personId, request.body))
    },
  )
}
