import { getPerson, invitePerson, listPeople, removePerson, updatePerson } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, ids, NoContent, pageOf, paging, ref, text } from '../schemas/common.ts'
import { NewPerson, Person, PersonChange, RoleName } from '../schemas/organizations.ts'
import { InvitedPerson } from '../schemas/sign-in.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { linkToWire } from './sign-in-links.ts'

const tags = ['People']
const list = '/api/v1/organizations/:organizationId/people'
const one = `${list}/:personId`

const PeopleQuery = closed({
  ...paging,
  search: Type.Optional(text(200, 'Part of the name or of the e-mail address.')),
  role: Type.Optional(RoleName),
  disabled: Type.Optional(Type.Boolean()),
  sort: Type.Optional(Type.Enum(['createdAt', 'name', 'email'])),
  order: Type.Optional(Type.Enum(['asc', 'desc'])),
})

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    list,
    {
      schema: {
        tags,
        operationId: 'listPeople',
        summary: 'List people',
        description: 'Oldest first unless sorted.',
        params: ids('organizationId'),
        querystring: PeopleQuery,
        response: answers({ 200: pageOf(Person) }, 404),
      },
    },
    async request => {
      const { organizationId } = request.params
      return toWire(await listPeople(registry, principalOf(request), organizationId, request.query))
    },
  )
  app.get(
    one,
    {
      schema: {
        tags,
        operationId: 'getPerson',
        summary: 'Read a person',
        description: 'For the person, and for whoever may list people.',
        params: ids('organizationId', 'personId'),
        response: answers({ 200: ref(Person) }, 404),
      },
    },
    async request => {
      const { organizationId, personId } = request.params
      return toWire(await getPerson(registry, principalOf(request), organizationId, personId))
    },
  )
}

function writingRoutes(app: App, { registry, baseUrl }: SurfaceDeps): void {
  app.post(
    list,
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
  app.patch(
    one,
    {
      schema: {
        tags,
        operationId: 'updatePerson',
        summary: 'Change or disable a person',
        description: 'Takes effect with the next request of the person. The last person who can give roles keeps them.',
        params: ids('organizationId', 'personId'),
        body: ref(PersonChange),
        response: answers({ 200: ref(Person) }, 404, 409),
      },
    },
    async request => {
      const { organizationId, personId } = request.params
      return toWire(await updatePerson(registry, principalOf(request), organizationId, personId, request.body))
    },
  )
  app.delete(
    one,
    {
      schema: {
        tags,
        operationId: 'removePerson',
        summary: 'Remove a person',
        description:
          'For good, with its tokens, passkeys and sessions. What it did stays in the journal, under its id. To keep somebody out for a while, disable the person.',
        params: ids('organizationId', 'personId'),
        response: answers({ 204: NoContent }, 404, 409),
      },
    },
    async (request, reply) => {
      const { organizationId, personId } = request.params
      await removePerson(registry, principalOf(request), organizationId, personId)
      return reply.code(204).send(null)
    },
  )
}

/** People of an organization. */
export function peopleRoutes(app: App, deps: SurfaceDeps): void {
  readingRoutes(app, deps)
  writingRoutes(app, deps)
}
