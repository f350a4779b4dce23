import { beginPending, checkPasskey, findAccountOf, isNamed, passkeyRequest, RegistryError } from '@hailport/registry'
import { advance, relyingParty } from '../browser/flow.ts'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps } from '../browser/page-deps.ts'
import { sameOriginPath } from '../browser/same-origin-path.ts'
import { checking, home } from './options.ts'

/** Signing in with a passkey alone: it says whose it is, and is both factors. */
export function passkeySignInRoutes(deps: PageDeps): void {
  const { app, registry, baseUrl, cookies } = deps
  app.post('/sign-in/passkey/options', checking, async request => {
    deps.requireVisitForm(request)
    return passkeyRequest(registry, relyingParty(baseUrl), cookies.read(request, 'visit') ?? '')
  })
  app.post('/sign-in/passkey', checking, async (request, reply) => {
    deps.requireVisitForm(request)
    const { response } = request.body as { response?: unknown }
    const person = await checkPasskey(registry, relyingParty(baseUrl), cookies.read(request, 'visit') ?? '', response)
    const account = await findAccountOf(registry, person)
    const wanted = fieldOf(request.body, 'organization')
    if (!account || (wanted !== '' && !isNamed(account, wanted)))
      throw new RegistryError('sign_in_failed', 'The passkey was not accepted.')
    const pending = {
      people: [person],
      chosen: person,
      email: account.email,
      amr: ['pop', 'user', 'mfa'],
      at: registry.now(),
      continue: sameOriginPath(fieldOf(request.body, 'continue'), baseUrl) ?? home,
    }
    return { location: await advance(deps, request, reply, await beginPending(registry, pending), pending) }
  })
}
