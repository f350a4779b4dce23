import type Provider from 'oidc-provider'
import type { Context, Session } from 'oidc-provider'
import { askedOf } from './asked.ts'

/** Of the provider's own session cookie, which nobody reads: the browser has one session, that of the sign-in pages. */
export const unusedCookie = 'hailport_unused'

const notRenewed = (): undefined => undefined

/**
 * Makes the browser's session the session of the provider: who is signed in here is signed in there, and is no more when signed out. What
 * the provider keeps beside it lies under the id of that session.
 */
export function useBrowserSession(provider: Provider): void {
  provider.Session.get = async function get(this: Provider['Session'], context: Context): Promise<Session> {
    const browser = askedOf(context.req).session
    const id = browser && `browser:${browser.sessionId}`
    const kept = id === undefined ? undefined : await this.find(id)
    const session = kept ?? this.instantiate(id === undefined ? undefined : { jti: id, uid: id })
    if (browser) {
      session.accountId = browser.personId
      session.loginTs = Math.floor(browser.authTime / 1000)
      session.amr = [...browser.amr]
    }
    session.resetIdentifier = notRenewed
    context.oidc?.entity('Session', session)
    return session
  }
  provider.use(async (context, next) => {
    await next()
    const cookies = context.response.get('set-cookie')
    const used = [cookies]
      .flat()
      .filter(cookie => cookie !== undefined && cookie !== '' && !cookie.startsWith(unusedCookie))
    if (used.length > 0) context.set('set-cookie', used as string[])
    else context.remove('set-cookie')
  })
}
