import { listCustomers } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, pageOf, paging, text } from '../schemas/common.ts'
import { Customer } from '../schemas/consents.ts'
import type { App, SurfaceDeps } from '../surface.ts'

/** The customers of a partner, by name. */
export function customerRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/customers',
    {
      schema: {
        tags: ['Consent'],
        operationId: 'listCustomers',
        summary: 'List customers',
        description:
          'For partners: whose consent they have, in the order of their ids; for providers also those of their resellers. A page may have fewer than asked for while others follow.',
        querystring: closed({
          ...paging,
          name: Type.Optional(text(200, 'Beginning of the name, in any case.')),
          domain: Type.Optional(text(253, 'Beginning of the domain.')),
        }),
        response: answers({ 200: pageOf(Customer) }),
      },
    },
    async request => {
      const page = await listCustomers(registry, principalOf(request), request.query)
      return toWire({ ...page, items: page.items.map(({ since, ...rest }) => ({ ...rest, consentedAt: since })) })
    },
  )
}
