import { findSignInPerson, RegistryError } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { userinfoSchema } from './schemas.ts'

/** Who a person's token is about. */
export function userinfoRoute(app: App, { registry }: SurfaceDeps): void {
  app.get('/oidc/userinfo', { schema: userinfoSchema }, async request => {
    const { kind, id, organization } = principalOf(request)
    const person = kind === 'person' ? await findSignInPerson(registry, organization.id, id) : undefined
    if (!person) throw new RegistryError('forbidden', 'Only the token of a person tells who the person is.')
    const { email, name } = person
    return { sub: id, oid: id, tid: organization.id, name, preferred_username: email, email }
  })
}
