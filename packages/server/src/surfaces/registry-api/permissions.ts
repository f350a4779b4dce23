import { permissions, permissionTable } from '@hailport/registry'
import Type from 'typebox'
import { answers, closed, ref } from '../schemas/common.ts'
import { PermissionInfo } from '../schemas/organizations.ts'
import type { App } from '../surface.ts'

/** What roles are made of. */
export function permissionRoutes(app: App): void {
  app.get(
    '/api/v1/permissions',
    {
      schema: {
        tags: ['Roles'],
        operationId: 'listPermissions',
        summary: 'List permissions',
        description:
          'All that roles can be made of, with the kinds of organizations that have them. Fewer than a hundred.',
        querystring: closed({
          organization: Type.Optional(
            Type.Enum(['tenant', 'partner', 'registry'], { description: 'Only those of organizations of this kind.' }),
          ),
        }),
        response: answers({ 200: Type.Object({ items: Type.Array(ref(PermissionInfo)) }) }),
      },
    },
    async request => {
      const { organization } = request.query
      const items = permissions.map(name => {
        const { for: organizations, meaning, delegable = false } = permissionTable[name]
        return { name, meaning, organizations: [...organizations], delegable }
      })
      return { items: items.filter(each => organization === undefined || each.organizations.includes(organization)) }
    },
  )
}
