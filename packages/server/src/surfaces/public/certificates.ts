import { verifyCertificate } from '@hailport/registry'
import { toWire } from '../../http/wire.ts'
import { VerifiedCertificate } from '../schemas/certificates.ts'
import { closed, publicAnswers, ref, text } from '../schemas/common.ts'
import type { App, SurfaceDeps } from '../surface.ts'

/** A certificate of a release, for whoever was given its code. */
export function verifyCertificateRoute(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/certificates/:code',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Devices'],
        security: [],
        operationId: 'verifyReleaseCertificate',
        summary: 'Verify the certificate of a release',
        description:
          'Who has released which device, when, and whether anybody has registered it since; as a page for people at /certificates/{code}.',
        params: closed({ code: text(64) }),
        response: publicAnswers({ 200: ref(VerifiedCertificate) }, 404),
      },
    },
    async request => toWire({ ...(await verifyCertificate(registry, request.params.code)), checkedAt: registry.now() }),
  )
}
