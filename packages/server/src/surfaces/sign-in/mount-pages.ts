import type Provider from 'oidc-provider'
import type { App, SurfaceDeps } from '../surface.ts'
import { useForms } from './browser/forms.ts'
import { pageDeps } from './browser/page-deps.ts'
import { sendErrorPage } from './browser/page-errors.ts'
import { accountRoutes } from './routes/account.ts'
import { assetRoutes } from './routes/assets.ts'
import { interactionRoutes } from './routes/interaction.ts'
import { invitationRoutes } from './routes/invitation.ts'
import { organizationRoutes } from './routes/organization.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { signOutRoutes } from './routes/sign-out.ts'

/** The pages on which people sign in and look after their account. */
export async function mountPages(
  app: App,
  surface: SurfaceDeps,
  providerOf: (organizationId: string) => Provider,
): Promise<void> {
  await app.register(async plugin => {
    const scope = plugin as unknown as App
    useForms(scope)
    scope.setErrorHandler((error, request, reply) => sendErrorPage(error, request, reply))
    const deps = pageDeps(scope, surface)
    assetRoutes(deps)
    signInRoutes(deps)
    organizationRoutes(deps)
    invitationRoutes(deps)
    signOutRoutes(deps)
    interactionRoutes(deps, providerOf)
    accountRoutes(deps)
  })
}
