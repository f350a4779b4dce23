import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { App } from '../surface.ts'

const description = `The registry of devices and the organizations they belong to.

Sign in with a personal access token, or with an access token from \`/{organization}/oauth2/v2.0/token\`, as a Bearer token.
Lists answer \`{items, nextCursor?}\`; times are ISO 8601 in UTC; errors are problem details (RFC 9457) with a code of the catalogue.`

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 130 40" width="130" height="40"><text x="0" y="29"
  font-family="sans-serif" font-size="26" font-weight="bold" fill="#fff">Hailport</text></svg>`

const tags = [
  { name: 'Sign-in', description: 'Access tokens, for applications and for people.' },
  { name: 'Service', description: 'Health, limits, errors, the caller.' },
  { name: 'Organizations', description: 'Tenants and partners.' },
  { name: 'People', description: 'People and their access tokens.' },
  { name: 'Identity providers', description: 'Where people of an organization sign in elsewhere.' },
  { name: 'Roles', description: 'What people and applications may do.' },
  { name: 'Applications', description: 'Programs and their credentials.' },
  { name: 'Consent', description: 'What customers allow partners to do.' },
  { name: 'Delegation', description: "Rights of partners' staff in tenants of customers." },
  { name: 'Factory', description: 'Build reports of makers.' },
  { name: 'Registration', description: 'Registering devices.' },
  { name: 'Submissions', description: 'Devices that wait for approval.' },
  { name: "Maker's desk", description: 'What customers ask makers for, with proof of purchase.' },
  { name: 'Directory', description: 'Makers and resellers that take part.' },
  { name: 'Imports', description: 'Files that people have: spreadsheets, lists, reports.' },
  { name: 'Devices', description: 'Registered devices.' },
  { name: 'Statistics', description: 'What happened, counted by day.' },
  {
    name: 'Orders',
    description: 'Orders of partners: enrolled, returned, voided, overridden; and what is true of them now.',
  },
  { name: 'Device actions', description: 'What is done to many devices: previewed, confirmed, done, taken back.' },
  { name: 'Profiles', description: 'Deployment profiles, and to whom they are assigned.' },
  { name: 'Groups', description: 'Devices that profiles are assigned to together.' },
  { name: 'First boot', description: 'What devices ask, and why they were told what.' },
  { name: 'Journal', description: 'What happened.' },
  {
    name: 'Webhooks',
    description:
      'What happens, posted to receivers: signed, in order, at least once. Headers webhook-id, webhook-timestamp and webhook-signature as of [Standard Webhooks](https://www.standardwebhooks.com/): v1 is HMAC-SHA256 over id, timestamp and body, apart by dots.',
  },
  { name: 'Operation', description: 'How the registry stands, for operators: jobs, servers, storage, keys.' },
]

const titleOf = (schema: Record<string, unknown>, index: number) => String(schema['$id'] ?? `Schema${index}`)

/** Collects routes into an OpenAPI 3.1 document; call before the routes are added. */
export async function useOpenApi(app: App, baseUrl: string, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Hailport', description, version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: baseUrl }],
      tags,
      security: [{ bearer: [] }, { openId: [] }],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'A personal access token (hpat_…) or an access token.',
          },
          openId: {
            type: 'openIdConnect',
            openIdConnectUrl: `${baseUrl}/organizations/v2.0/.well-known/openid-configuration`,
            description: "Access tokens; applications use their own organization's id in place of `organizations`.",
          },
        },
      },
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => titleOf(json, index) },
  })
}

/** The document and a page to read it. */
export async function openApiRoutes(app: App): Promise<void> {
  app.get('/api/v1/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () => app.swagger())
  await app.register(async docs => {
    // The plugin's routes take no config; they are documentation and need no credential.
    docs.addHook('onRoute', route => {
      route.config = { ...route.config, access: 'public' }
    })
    await docs.register(swaggerUi, {
      routePrefix: '/api/v1/docs',
      staticCSP: {
        'default-src': "'none'",
        'script-src': "'self'",
        'style-src': "'self' 'unsafe-inline'",
        'img-src': "'self' data:",
        'connect-src': "'self'",
        'base-uri': "'none'",
        'frame-ancestors': "'none'",
      },
      uiConfig: { deepLinking: true, validatorUrl: null },
      logo: { type: 'image/svg+xml', content: logo, href: '/api/v1/docs' },
      theme: { title: 'Hailport API' },
    })
  })
}
