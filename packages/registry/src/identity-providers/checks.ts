import { RegistryError } from '../errors.ts'
import { requireDomain, requireText } from '../text.ts'
import { type ClientMapping, type ProviderSettings, providerLimits } from './settings.ts'

const bad = (field: string, message: string) => new RegistryError('invalid_request', message, { field })

function atMost(list: readonly unknown[], field: keyof typeof providerLimits): void {
  const max = providerLimits[field]
  if (list.length > max) throw bad(field, `${field} has more than ${max} entries.`)
}

/** The address of an issuer, as the provider names itself. @throws invalid_request */
export function requireIssuer(value: string): string {
  const issuer = requireText(value, 'issuer', 500)
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    throw bad('issuer', 'issuer must be an https address without query, such as https://login.contoso.example/realm.')
  if (/\/\{?tenantid\}?\/|\/\/[^/]+\/(common|organizations|consumers)\//i.test(issuer))
    throw bad('issuer', 'issuer must be that of one directory: its id in place of common or organizations.')
  return issuer
}

/** Tokens for these are somebody else's: whoever takes them lets their receivers act here. */
const audiencesOfOthers = [
  'https://graph.microsoft.com',
  'https://graph.windows.net',
  'https://api.partnercenter.microsoft.com',
  '00000003-0000-0000-c000-000000000000',
  '00000002-0000-0000-c000-000000000000',
]

function checkAudiences(audiences: readonly string[]): string[] {
  const checked = audiences.map(audience => requireText(audience, 'tokenAudiences', 500))
  const foreign = checked.find(each => audiencesOfOthers.includes(each.replace(/\/+$/, '').toLowerCase()))
  if (foreign !== undefined)
    throw bad('tokenAudiences', `${foreign} is the API of somebody else: tokens for it are not meant for this service.`)
  return [...new Set(checked)]
}

function checkClients(clients: readonly ClientMapping[]): ClientMapping[] {
  const checked = clients.map(({ clientId, applicationId, subject }) => ({
    clientId: requireText(clientId, 'clients', 300),
    applicationId,
    ...(subject !== undefined && { subject: requireText(subject, 'clients', 255) }),
  }))
  if (new Set(checked.map(each => each.clientId)).size < checked.length)
    throw bad('clients', 'A client is one application: its clientId stands in clients twice.')
  return checked
}

/** Settings in the form in which they are stored. @throws invalid_request naming the field. */
export function checkSettings(settings: ProviderSettings): ProviderSettings {
  const { roleMapping, emailDomains } = settings
  atMost(roleMapping, 'roleMapping')
  atMost(emailDomains, 'emailDomains')
  atMost(settings.tokenAudiences, 'tokenAudiences')
  atMost(settings.clients, 'clients')
  const scopes = settings.scopes.filter(scope => scope !== 'openid')
  if (scopes.length > 20 || scopes.some(scope => !/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(scope)))
    throw bad('scopes', 'scopes must be at most 20 names without blanks.')
  return {
    scopes: [...new Set(scopes)],
    emailDomains: [...new Set(emailDomains.map(domain => requireDomain(domain, 'emailDomains')))],
    newPeople: settings.newPeople,
    linkByEmail: settings.linkByEmail,
    secondFactor: settings.secondFactor,
    roleClaim: requireText(settings.roleClaim, 'roleClaim', 200),
    roleMapping: roleMapping.map(({ value, role }) => ({ value: requireText(value, 'roleMapping', 300), role })),
    defaultRoles: [...new Set(settings.defaultRoles)],
    acceptTokens: settings.acceptTokens,
    tokenAudiences: checkAudiences(settings.tokenAudiences),
    clients: checkClients(settings.clients),
  }
}

/**
 * An organization leads people to its provider only from its own domain, and those below it: what is typed at the sign-in must not lead
 * people of another organization there. Operators give it others.
 * @throws forbidden
 */
export function requireOwnDomains(added: readonly string[], own: string | undefined, isOperator: boolean): void {
  const strange = added.find(domain => own === undefined || (domain !== own && !domain.endsWith(`.${own}`)))
  if (strange !== undefined && !isOperator)
    throw new RegistryError(
      'forbidden',
      `${strange} is not the organization's own domain${own === undefined ? '' : `, ${own}`}. Operators of the registry can add it.`,
      { field: 'emailDomains' },
    )
}
