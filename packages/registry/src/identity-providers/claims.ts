import type { ProviderSettings } from './settings.ts'

/** What an ID token says of a person, as far as it is used here. */
export interface ExternalPerson {
  readonly subject: string
  readonly email?: string
  /** Whether the provider says that the address is the person's. */
  readonly emailVerified: boolean
  readonly name?: string
  /** Groups or roles; undefined when the provider left them out because there are too many. */
  readonly groups: readonly string[] | undefined
}

type Claims = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Claims => typeof value === 'object' && value !== null

/** The values of a claim, also one that lies deeper: `a.b` is the claim of that name, else `b` of `a`. */
function valuesOf(claims: Claims, path: string): string[] {
  const direct = Object.hasOwn(claims, path) ? claims[path] : undefined
  const deep = path
    .split('.')
    .reduce<unknown>((value, name) => (isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined), claims)
  return [direct ?? deep ?? []].flat().filter(value => typeof value === 'string')
}

/** Groups of the claims; undefined when they stand elsewhere for being too many (as `_claim_names` of OpenID Connect says). */
function groupsOf(claims: Claims, roleClaim: string): string[] | undefined {
  const elsewhere = claims['_claim_names']
  if (isRecord(elsewhere) && Object.hasOwn(elsewhere, roleClaim)) return undefined
  return claims[`has${roleClaim}`] === true ? undefined : valuesOf(claims, roleClaim)
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Reads the claims of an ID token. `preferred_username` stands in for an absent address where it looks like one, as at Entra ID. */
export function readClaims(claims: Claims, settings: Pick<ProviderSettings, 'roleClaim'>): ExternalPerson {
  const email = [claims['email'], claims['preferred_username']].map(text).find(each => each?.includes('@'))
  const name = text(claims['name']) ?? text(claims['preferred_username'])
  return {
    subject: String(claims['sub']),
    ...(email !== undefined && { email: email.trim().toLowerCase() }),
    emailVerified:
      text(claims['email']) !== undefined && (claims['email_verified'] === true || claims['xms_edov'] === true),
    ...(name !== undefined && { name }),
    groups: groupsOf(claims, settings.roleClaim),
  }
}

/** The roles that follow from groups. */
export function mappedRoles(
  { roleMapping, defaultRoles }: Pick<ProviderSettings, 'roleMapping' | 'defaultRoles'>,
  groups: readonly string[],
): string[] {
  const has = new Set(groups)
  return [...new Set([...defaultRoles, ...roleMapping.filter(({ value }) => has.has(value)).map(({ role }) => role)])]
}
