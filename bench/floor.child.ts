/** The floor of first boot: a Fastify route that parses and validates the same body and answers a constant by the same schema. */
import fastify from 'fastify'
import { serveParent } from './child.ts'

const profile = {
  Comment_File: 'Profile Standard',
  Version: 2049,
  CloudAssignedTenantId: '01a204fd-8a7a-7000-aa53-7e74efae2f6e',
  CloudAssignedTenantDomain: 'fabrikam.example',
  CloudAssignedOobeConfig: 31,
  CloudAssignedDomainJoinMethod: 0,
  CloudAssignedForcedEnrollment: 1,
  ZtdCorrelationId: '01a204fd-92de-7000-8009-ba47c269c0fc',
  CloudAssignedAadServerData:
    '{"ZeroTouchConfig":{"CloudAssignedTenantUpn":"","ForcedEnrollment":1,"CloudAssignedTenantDomain":"fabrikam.example"}}',
}
const answer = {
  status: 'registered',
  correlationId: profile.ZtdCorrelationId,
  tenantId: profile.CloudAssignedTenantId,
  tenantDomain: profile.CloudAssignedTenantDomain,
  profile,
}
const text = { type: 'string' }
const question = {
  type: 'object',
  required: ['hardwareHash'],
  additionalProperties: false,
  properties: { hardwareHash: { type: 'string', maxLength: 12_000 } },
}
const schemaOf = (value: object): object => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      typeof member === 'object' ? schemaOf(member) : typeof member === 'number' ? { type: 'integer' } : text,
    ]),
  ),
})
const app = fastify({ logger: false })
app.post('/device/v1/resolve', { schema: { body: question, response: { 200: schemaOf(answer) } } }, async () => answer)
const url = await app.listen({ port: 0, host: '127.0.0.1' })
serveParent(
  { url },
  () => null,
  () => app.close(),
)
