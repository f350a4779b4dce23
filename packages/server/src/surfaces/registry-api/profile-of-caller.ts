import { getOwnProfile, updateOwnProfile } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { answers, ref } from '../schemas/common.ts'
import { OwnProfile, OwnProfileChange } from '../schemas/sign-in.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const path = '/api/v1/me/profile'
const tags = ['Service']

/** Name and address of the person who calls. */
export function ownProfileRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    path,
    {
      schema: {
        tags,
        operationId: 'getOwnProfile',
        summary: 'Read my profile',
        description: 'Name, e-mail address and organization of the person who calls.',
        response: answers({ 200: ref(OwnProfile) }, 404),
      },
    },
    async request => getOwnProfile(registry, principalOf(request)),
  )
  app.patch(
    path,
    {
      schema: {
        tags,
        operationId: 'updateOwnProfile',
        summary: 'Change my name',
        description: 'The e-mail address is given by administrators.',
        body: ref(OwnProfileChange),
        response: answers({ 200: ref(OwnProfile) }, 404),
      },
    },
    async request => updateOwnProfile(registry, principalOf(request), request.body),
  )
}
