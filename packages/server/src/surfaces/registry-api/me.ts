import { permissionsOf } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { answers, ref } from '../schemas/common.ts'
import { Me } from '../schemas/organizations.ts'
import type { App } from '../surface.ts'

/** Who the caller is. */
export function meRoute(app: App): void {
  app.get(
    '/api/v1/me',
    {
      schema: {
        tags: ['Service'],
        operationId: 'getMe',
        summary: 'Who am I',
        description: 'The principal behind the credential, its roles and what they allow.',
        response: answers({ 200: ref(Me) }),
      },
    },
    async request => {
      const principal = principalOf(request)
      const { kind, id, organization, roles, grants } = principal
      const limited = grants
        .filter(grant => grant.groupTags !== undefined || grant.tenants !== undefined)
        .map(({ permissions, groupTags, tenants }) => ({
          permissions: [...permissions],
          ...(groupTags && { groupTags: [...groupTags] }),
          ...(tenants && { tenants: [...tenants] }),
        }))
      return { kind, id, organization, roles: [...roles], permissions: permissionsOf(principal), limited }
    },
  )
}
