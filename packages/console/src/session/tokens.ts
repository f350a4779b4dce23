/**
 * Tokens of the person who is signed in. They are kept in this module alone: what renews them is the session of the browser, a cookie
 * that no script can read, by a code flow that asks nobody (docs/decisions/0036).
 */

const clientId = '5b1c8a70-3e0d-4a55-9a4e-2c7f60d18be3'
const provider = '/organizations/oauth2/v2.0'
const redirectUri = () => `${location.origin}/console/signed-in`
/** Where a sign-in that leaves this page is remembered until it comes back. No token is ever kept there. */
const begunKey = 'hailport.sign-in'

interface Tokens {
  readonly access: string
  readonly id: string
  /** ms since 1970. */
  readonly goodUntil: number
}

interface Begun {
  readonly state: string
  readonly verifier: string
  readonly back: string
}

/** The session of the browser has ended: a person has to sign in again. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut'
}

let tokens: Tokens | undefined
let renewing: Promise<Tokens> | undefined
const listeners = new Set<() => void>()

/** Tells when a renewal has failed because the session has ended. @returns what stops that. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)))

async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))))
}

async function authorizeAddress({ state, verifier }: Omit<Begun, 'back'>, silent: boolean): Promise<string> {
  const asked = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri(),
    scope: `openid profile email ${location.origin}/.default`,
    state,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
    ...(silent && { prompt: 'none' }),
  })
  return `${provider}/authorize?${asked}`
}

async function exchange(code: string, verifier: string): Promise<Tokens> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri(),
  })
  const answer = await fetch(`${provider}/token`, { method: 'POST', body, cache: 'no-store' })
  if (!answer.ok) throw new SignedOut('The code was not taken.')
  const { access_token, id_token, expires_in } = (await answer.json()) as Record<string, string>
  return {
    access: String(access_token),
    id: String(id_token),
    goodUntil: Date.now() + Number(expires_in) * 1000,
  }
}

const subjectOf = (idToken: string): string => {
  const claims = JSON.parse(atob((idToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
  return `${claims.tid} ${claims.sub}`
}

/** The code flow by a request: the answer leads to our own address, and that the code can be read from. */
async function renewSilently(): Promise<Tokens> {
  const begun = { state: random(), verifier: random() }
  const answer = await fetch(await authorizeAddress(begun, true), {
    headers: { accept: 'text/html' },
    cache: 'no-store',
  })
  const given = new URL(answer.url).searchParams
  const code = given.get('code')
  if (code === null || given.get('state') !== begun.state)
    throw new SignedOut(given.get('error') ?? 'No code was given.')
  return exchange(code, begun.verifier)
}

async function renew(): Promise<Tokens> {
  const before = tokens
  const next = await renewSilently()
  // Somebody else has signed in to this browser meanwhile: nothing of what is shown is theirs.
  if (before && subjectOf(before.id) !== subjectOf(next.id)) location.reload()
  tokens = next
  return next
}

/** A new access token. @throws SignedOut */
export async function renewToken(): Promise<string> {
  renewing ??= renew().finally(() => {
    renewing = undefined
  })
  try {
    return (await renewing).access
  } catch (error) {
    if (error instanceof SignedOut && tokens) for (const listener of listeners) listener()
    throw error
  }
}

/** An access token that is good for a while. @throws SignedOut */
export async function accessToken(): Promise<string> {
  return tokens && tokens.goodUntil - Date.now() > 60_000 ? tokens.access : renewToken()
}

/** Leaves the page for the sign-in page, and comes back to this address. */
export async function goToSignIn(back = location.pathname + location.search): Promise<void> {
  const begun: Begun = { state: random(), verifier: random(), back }
  sessionStorage.setItem(begunKey, JSON.stringify(begun))
  location.assign(await authorizeAddress(begun, false))
}

/** Takes the code that the sign-in page has given. @returns the address to go on with. */
export async function finishSignIn(given: URLSearchParams): Promise<string> {
  const text = sessionStorage.getItem(begunKey)
  sessionStorage.removeItem(begunKey)
  const begun = text === null ? undefined : (JSON.parse(text) as Begun)
  const code = given.get('code')
  if (!begun || code === null || given.get('state') !== begun.state) return '/console/'
  tokens = await exchange(code, begun.verifier)
  return begun.back
}

/** Ends the session of the browser. */
export function signOut(): void {
  const asked = new URLSearchParams({
    ...(tokens && { id_token_hint: tokens.id }),
    client_id: clientId,
    post_logout_redirect_uri: `${location.origin}/console/signed-out`,
  })
  tokens = undefined
  location.assign(`${provider}/logout?${asked}`)
}
