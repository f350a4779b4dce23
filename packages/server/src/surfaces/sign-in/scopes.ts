import { SignInFault } from './fault.ts'

/** Scopes of OpenID Connect itself. */
export const openIdScopes = ['openid', 'profile', 'email', 'offline_access'] as const
/** Everything that the person, or the application, may do. */
export const everything = '.default'
/** "As the person": the one scope of APIs that know no finer ones. */
export const impersonation = 'user_impersonation'

/** Ours, never in a token: the client needs no leave, so it may come for other permissions later. */
export const anyLater = 'hailport.any'

/** The originals have a number as well. */
const numbered: Readonly<Record<string, string>> = {
  '00000003-0000-0000-c000-000000000000': 'https://graph.microsoft.com',
  '00000002-0000-0000-c000-000000000000': 'https://graph.windows.net',
  'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd': 'https://api.partnercenter.microsoft.com',
}

/** What a `scope` or `resource` parameter asks for. */
export interface AskedScopes {
  /** Scopes of OpenID Connect. */
  readonly openId: readonly string[]
  /** Names of permissions, without their resource; unknown ones too. */
  readonly names: readonly string[]
  /** For whom the token is to be; absent when only OpenID scopes were named. */
  readonly audience?: string
}

/** The audience that a resource names. @throws SignInFault when tokens for it are not given here. */
function audienceNamed(resource: string, audiences: readonly string[]): string {
  const wanted = numbered[resource.toLowerCase()] ?? resource.replace(/\/+$/, '')
  const found = audiences.find(audience => audience.toLowerCase() === wanted.toLowerCase())
  if (found !== undefined) return found
  throw new SignInFault(
    'invalid_resource',
    500011,
    `The resource principal named ${resource.slice(0, 200)} was not found. Tokens are given for ${audiences.join(', ')}.`,
  )
}

/**
 * Reads the `scope` of the second version of the protocol (`resource/permission`, where a permission alone is one of Microsoft Graph) and
 * the `resource` of the first one.
 * @param audiences our own address first.
 */
export function readScopes(
  asked: { readonly scope?: string | undefined; readonly resource?: string | undefined },
  audiences: readonly string[],
): AskedScopes {
  const openId = new Set<string>()
  const names = new Set<string>()
  const found = new Set<string>()
  if (asked.resource !== undefined) {
    found.add(audienceNamed(asked.resource, audiences))
    names.add(everything)
  }
  for (const scope of (asked.scope ?? '').split(' ').filter(part => part !== '')) {
    if ((openIdScopes as readonly string[]).includes(scope)) openId.add(scope)
    else {
      const slash = scope.lastIndexOf('/')
      // A bare permission belongs to what else was named, as in the original to Microsoft Graph.
      if (slash > 0) found.add(audienceNamed(scope.slice(0, slash), audiences))
      names.add(scope.slice(slash + 1))
    }
  }
  if (found.size > 1)
    throw new SignInFault('invalid_request', 28000, 'Scopes of more than one resource were asked for at once.')
  const [named] = found
  const bare =
    names.size > 0 ? (audiences.find(each => each === 'https://graph.microsoft.com') ?? audiences[0]) : undefined
  const audience = named ?? bare
  return { openId: [...openId], names: [...names], ...(audience !== undefined && { audience }) }
}

const named = (names: readonly string[], among: readonly string[]): string[] => {
  const lower = new Set(names.map(name => name.toLowerCase()))
  return lower.has(everything) ? [...among] : among.filter(name => lower.has(name.toLowerCase()))
}

/**
 * The permissions that a token carries.
 * @param asked names in the request for the token; none: what was asked for when the person signed in.
 * @param granted what came of the sign-in.
 * @param held what the holder has now.
 */
export function grantedScopes(asked: readonly string[], granted: readonly string[], held: readonly string[]): string[] {
  const before = named(granted, held)
  if (asked.length === 0) return before
  return named(asked, granted.includes(anyLater) ? held : before)
}
