import {
  endSessions,
  getSignInPolicy,
  getSignInState,
  listSessions,
  setSignInPolicy,
  unlockPerson,
} from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, ids, NoContent, Paging, pageOf, ref } from '../schemas/common.ts'
import { Session, SignInPolicy, SignInState } from '../schemas/sign-in.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['People']
const organization = '/api/v1/organizations/:organizationId'
const person = `${organization}/people/:personId`
const personIds = ids('organizationId', 'personId')

function policyRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    `${organization}/sign-in-policy`,
    {
      schema: {
        tags,
        operationId: 'getSignInPolicy',
        summary: 'Read how people sign in',
        description: 'For everybody in the organization.',
        params: ids('organizationId'),
        response: answers({ 200: ref(SignInPolicy) }, 404),
      },
    },
    async request => toWire(await getSignInPolicy(registry, principalOf(request), request.params.organizationId)),
  )
  app.put(
    `${organization}/sign-in-policy`,
    {
      schema: {
        tags,
        operationId: 'setSignInPolicy',
        summary: 'Decide how people sign in',
        description: 'People who need a second factor and have none set one up at their next sign-in.',
        params: ids('organizationId'),
        body: ref(SignInPolicy),
        response: answers({ 200: ref(SignInPolicy) }, 404),
      },
    },
    async request =>
      toWire(await setSignInPolicy(registry, principalOf(request), request.params.organizationId, request.body)),
  )
}

function stateRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    `${person}/sign-in`,
    {
      schema: {
        tags,
        operationId: 'getSignInState',
        summary: 'Read how a person signs in',
        description:
          'What is set up, and whether failed attempts delay the next one. For the person, or who manages people.',
        params: personIds,
        response: answers({ 200: ref(SignInState) }, 404),
      },
    },
    async request => toWire(await getSignInState(registry, principalOf(request), request.params)),
  )
  app.post(
    `${person}/unlock`,
    {
      schema: {
        tags,
        operationId: 'unlockPerson',
        summary: 'Unlock a person',
        description: 'Forgets failed attempts, so that the next one need not wait.',
        params: personIds,
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      await unlockPerson(registry, principalOf(request), request.params)
      return reply.code(204).send(null)
    },
  )
}

function sessionRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    `${person}/sessions`,
    {
      schema: {
        tags,
        operationId: 'listSessions',
        summary: 'List the sessions of a person',
        description: 'Sessions of browsers that are live, newest first. For the person, or who manages people.',
        params: personIds,
        querystring: Paging,
        response: answers({ 200: pageOf(Session) }, 404),
      },
    },
    async request => toWire(await listSessions(registry, principalOf(request), request.params, request.query)),
  )
  app.delete(
    `${person}/sessions`,
    {
      schema: {
        tags,
        operationId: 'endSessions',
        summary: 'End all sessions of a person',
        description: 'Takes effect with the next request of each browser. Tokens stay.',
        params: personIds,
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      await endSessions(registry, principalOf(request), request.params, {})
      return reply.code(204).send(null)
    },
  )
  app.delete(
    `${person}/sessions/:sessionId`,
    {
      schema: {
        tags,
        operationId: 'endSession',
        summary: 'End a session of a person',
        description: 'Takes effect with the next request of the browser.',
        params: ids('organizationId', 'personId', 'sessionId'),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      await endSessions(registry, principalOf(request), request.params, { only: request.params.sessionId })
      return reply.code(204).send(null)
    },
  )
}

/** How people sign in: policy, state, sessions. */
export function signInStateRoutes(app: App, surface: SurfaceDeps): void {
  policyRoutes(app, surface)
  stateRoutes(app, surface)
  sessionRoutes(app, surface)
}
