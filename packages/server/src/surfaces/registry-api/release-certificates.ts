import { issueCertificates, listCertificates, type ReleaseCertificate, withdrawCertificate } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { CertificateQuestion, IssuedCertificates, ReleaseCertificate as Shape } from '../schemas/certificates.ts'
import { answers, closed, Id, ids, NoContent, pageOf, paging, ref, text } from '../schemas/common.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Devices']
const url = '/api/v1/tenants/:tenantId/release-certificates'

/** Certificates of releases: for the tenant that has released devices. */
export function certificateRoutes(app: App, { registry, baseUrl }: SurfaceDeps): void {
  const withUrl = (one: ReleaseCertificate) => ({ ...one, url: `${baseUrl}/certificates/${one.code}` })
  app.post(
    url,
    {
      schema: {
        tags,
        operationId: 'issueReleaseCertificates',
        summary: 'Issue certificates for released devices',
        description:
          'For whoever gets the devices: each says who has released which device, when, and whether anybody has registered it since. A release has one certificate; asking again returns it.',
        params: ids('tenantId'),
        body: ref(CertificateQuestion),
        response: answers({ 200: ref(IssuedCertificates) }, 404),
      },
    },
    async request => {
      const { deviceIds } = request.body
      const issued = await issueCertificates(registry, principalOf(request), request.params.tenantId, deviceIds)
      return toWire({
        items: issued.map(one => ('certificate' in one ? { ...one, certificate: withUrl(one.certificate) } : one)),
      })
    },
  )
  app.get(
    url,
    {
      schema: {
        tags,
        operationId: 'listReleaseCertificates',
        summary: 'List certificates of releases',
        description: 'For the tenant, those issued last first.',
        params: ids('tenantId'),
        querystring: closed({
          ...paging,
          serialNumber: Type.Optional(text(128)),
          deviceId: Type.Optional(Id),
          order: Type.Optional(Type.Enum(['asc', 'desc'])),
        }),
        response: answers({ 200: pageOf(Shape) }, 404),
      },
    },
    async request => {
      const page = await listCertificates(registry, principalOf(request), request.params.tenantId, request.query)
      return toWire({ ...page, items: page.items.map(withUrl) })
    },
  )
  app.delete(
    `${url}/:certificateId`,
    {
      schema: {
        tags,
        operationId: 'withdrawReleaseCertificate',
        summary: 'Take a certificate back',
        description: 'Its address leads nowhere then.',
        params: ids('tenantId', 'certificateId'),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      const { tenantId, certificateId } = request.params
      await withdrawCertificate(registry, principalOf(request), tenantId, certificateId)
      return reply.code(204).send(null)
    },
  )
}
