import { declineByLink, grantByLink, openConsentLink } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, ref } from '../schemas/common.ts'
import { Consent, ConsentGrant, ConsentRefusal, OpenedConsentLink } from '../schemas/consents.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { readLimits } from './consents.ts'

const tags = ['Consent']
const params = Type.Object({ code: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }) })

/** The standing consent links of partners. */
export function consentLinkRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/consent-links/:code',
    {
      schema: {
        tags,
        operationId: 'getConsentLinkOwner',
        summary: 'See who asks by a consent link',
        description:
          'For everybody who is signed in. People of a customer also see what stands between it and the partner, or whom to ask.',
        params,
        response: answers({ 200: ref(OpenedConsentLink) }, 404),
      },
    },
    async request => toWire(await openConsentLink(registry, principalOf(request), request.params.code)),
  )
  app.post(
    '/api/v1/consent-links/:code/grant',
    {
      schema: {
        tags,
        operationId: 'grantByLink',
        summary: 'Grant consent to the partner of a link',
        description: 'For consent approvers: request and answer in one step.',
        params,
        body: ref(ConsentGrant),
        response: answers({ 200: ref(Consent) }, 404, 409),
      },
    },
    async request => {
      const limits = readLimits(request.body.limits ?? {})
      return toWire(await grantByLink(registry, principalOf(request), request.params.code, limits))
    },
  )
  app.post(
    '/api/v1/consent-links/:code/decline',
    {
      schema: {
        tags,
        operationId: 'declineByLink',
        summary: 'Decline what the partner of a link asks',
        description:
          "For consent approvers, also before the partner has asked. The partner's devices are refused, not held; it is told the reason, not who decided.",
        params,
        body: ref(ConsentRefusal),
        response: answers({ 200: ref(Consent) }, 404, 409),
      },
    },
    async request => {
      const { reason } = request.body
      return toWire(await declineByLink(registry, principalOf(request), request.params.code, reason))
    },
  )
}
