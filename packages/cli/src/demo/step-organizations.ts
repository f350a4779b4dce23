import { SIMULATED_MAKERS } from '@hailport/device'
import { Client } from './client.ts'
import { type RealDevice, realDevices } from './devices.ts'
import type { Story } from './story.ts'

interface Organization {
  readonly id: string
  readonly name: string
}

/** Everybody who takes part. */
export interface Cast {
  readonly maker: Organization & { readonly factory: Client }
  readonly reseller: Organization & { readonly registrar: Client }
  readonly adatum: Organization & { readonly domain: string; readonly admin: Client; readonly approver: Client }
  readonly proseware: Organization & { readonly domain: string; readonly admin: Client }
}

/** Step 1: the operator makes organizations, people, tokens, and an application for the maker. */
export async function makeOrganizations(story: Story, operator: Client): Promise<Cast> {
  story.step(
    'Organizations, people and an application',
    'The operator makes a maker, a reseller and two customers, their first people and personal access tokens.',
    'Deciding on consent is a role of its own: an administrator does not have it.',
  )
  const maker = await operator.post<Organization>('/api/v1/partners', {
    name: 'Contoso Computers',
    kind: 'oem',
    manufacturers: manufacturers(realDevices()),
  })
  const reseller = await operator.post<Organization>('/api/v1/partners', {
    name: 'Litware Resale',
    kind: 'csp-direct',
  })
  const adatum = await tenant(operator, 'Adatum', 'adatum.example')
  const proseware = await tenant(operator, 'Proseware', 'proseware.example')
  const cast: Cast = {
    maker: { ...maker, factory: await application(operator, maker.id) },
    reseller: {
      ...reseller,
      registrar: await person(operator, reseller.id, 'orders@resale.example', ['partner-admin', 'registrar']),
    },
    adatum: {
      ...adatum,
      admin: await person(operator, adatum.id, 'admin@adatum.example', ['tenant-admin']),
      approver: await person(operator, adatum.id, 'purchasing@adatum.example', ['consent-approver']),
    },
    proseware: {
      ...proseware,
      admin: await person(operator, proseware.id, 'admin@proseware.example', ['tenant-admin']),
    },
  }
  story.rows([
    [maker.name, 'maker (oem)', 'an application with client credentials: factory-reporter, registrar'],
    [reseller.name, 'reseller (csp-direct)', 'orders@resale.example: partner-admin, registrar'],
    [adatum.name, adatum.domain, 'admin@adatum.example: tenant-admin'],
    ['', '', 'purchasing@adatum.example: consent-approver'],
    [proseware.name, proseware.domain, 'admin@proseware.example: tenant-admin'],
  ])
  await checkIdentities(story, cast)
  return cast
}

function manufacturers(real: readonly RealDevice[]): string[] {
  return [...new Set([...SIMULATED_MAKERS, ...real.map(device => device.manufacturer)])]
}

function tenant(operator: Client, name: string, domain: string): Promise<Organization & { domain: string }> {
  return operator.post('/api/v1/tenants', { name, domain })
}

/** Adds a person. @returns a client with the person's token. */
async function person(operator: Client, organizationId: string, email: string, roles: string[]): Promise<Client> {
  const people = `/api/v1/organizations/${organizationId}/people`
  const { id } = await operator.post<{ id: string }>(people, { email, name: email, roles })
  const { secret } = await operator.post<{ secret: string }>(`${people}/${id}/tokens`, { name: 'demo' })
  return new Client(operator.url, secret)
}

/** Adds an application and signs it in at the OpenID provider. @returns a client with its access token. */
async function application(operator: Client, organizationId: string): Promise<Client> {
  const { id, secret } = await operator.post<{ id: string; secret: string }>(
    `/api/v1/organizations/${organizationId}/applications`,
    { name: 'Factory line', roles: ['factory-reporter', 'registrar'] },
  )
  const response = await fetch(`${operator.url}/${organizationId}/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  const { access_token } = (await response.json()) as { access_token?: string }
  if (access_token === undefined) throw new Error(`The token endpoint answered with ${response.status}`)
  return new Client(operator.url, access_token)
}

async function checkIdentities(story: Story, { maker, adatum, proseware }: Cast): Promise<void> {
  const { kind, organization } = await maker.factory.get<{ kind: string; organization: { id: string } }>('/api/v1/me')
  story.check(
    "the maker's application has a token of its own endpoint and acts for the maker",
    [kind, organization.id],
    ['application', maker.id],
  )
  const { permissions } = await adatum.admin.get<{ permissions: string[] }>('/api/v1/me')
  story.check("Adatum's administrator may not decide on consent", permissions.includes('consent.decide'), false)
  const stranger = await proseware.admin.send('GET', `/api/v1/tenants/${adatum.id}`)
  story.check('to Proseware, Adatum does not even exist (404)', stranger.status, 404)
}
