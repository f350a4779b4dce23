import { createTenant, getTenant, listTenants, updateTenant } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, ids, pageOf, paging, ref, text } from '../schemas/common.ts'
import { NewTenant, organizationSearch, Tenant, TenantChange } from '../schemas/organizations.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Organizations']

/** Tenants: made by operators. */
export function tenantRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/tenants',
    {
      schema: {
        tags,
        operationId: 'createTenant',
        summary: 'Make a tenant',
        description: 'For operators of the registry.',
        body: ref(NewTenant),
        response: answers({ 201: ref(Tenant) }, 409),
      },
    },
    async (request, reply) => {
      const tenant = await createTenant(registry, principalOf(request), request.body)
      return reply.code(201).header('location', `/api/v1/tenants/${tenant.id}`).send(toWire(tenant))
    },
  )
  app.get(
    '/api/v1/tenants',
    {
      schema: {
        tags,
        operationId: 'listTenants',
        summary: 'List tenants',
        description: 'Oldest first unless asked otherwise; for operators of the registry.',
        querystring: closed({ ...paging, ...organizationSearch, domain: Type.Optional(text(253)) }),
        response: answers({ 200: pageOf(Tenant) }),
      },
    },
    async request => toWire(await listTenants(registry, principalOf(request), request.query)),
  )
  app.get(
    '/api/v1/tenants/:tenantId',
    {
      schema: {
        tags,
        operationId: 'getTenant',
        summary: 'Read a tenant',
        description: 'For its own people and applications, and for operators.',
        params: ids('tenantId'),
        response: answers({ 200: ref(Tenant) }, 404),
      },
    },
    async request => toWire(await getTenant(registry, principalOf(request), request.params.tenantId)),
  )
  app.patch(
    '/api/v1/tenants/:tenantId',
    {
      schema: {
        tags,
        operationId: 'updateTenant',
        summary: 'Change the limits of a tenant',
        description: 'For operators of the registry.',
        params: ids('tenantId'),
        body: ref(TenantChange),
        response: answers({ 200: ref(Tenant) }, 404),
      },
    },
    async request => toWire(await updateTenant(registry, principalOf(request), request.params.tenantId, request.body)),
  )
}
