import { call } from '../api/call.ts'
import type { Session } from './session.ts'
import { accessToken, finishSignIn, goToSignIn, SignedOut } from './tokens.ts'

async function readSession(): Promise<Session> {
  const [me, profile] = await Promise.all([call('GET /api/v1/me', {}), call('GET /api/v1/me/profile', {})])
  const permissions = new Set<string>(me.permissions)
  return { me, profile, may: permission => permissions.has(permission) }
}

/**
 * Signs in, without a page when the browser has a session.
 * @returns undefined when the browser is on its way to the sign-in page.
 */
export async function startSession(): Promise<Session | undefined> {
  try {
    if (location.pathname === '/console/signed-in') {
      const back = await finishSignIn(new URLSearchParams(location.search))
      history.replaceState(null, '', back)
    }
    await accessToken()
  } catch (error) {
    if (!(error instanceof SignedOut)) throw error
    await goToSignIn(location.pathname === '/console/signed-in' ? '/console/' : undefined)
    return undefined
  }
  return readSession()
}
