import { deleteExpiredExternalSignIns, deleteExpiredSignIns, type HolderLookup } from '@hailport/registry'
import type Provider from 'oidc-provider'
import type { ProviderClient } from '../../identity-providers/provider-client.ts'
import type { KeyRing } from '../../keys/key-ring.ts'
import { certificatePageRoute } from '../certificates/routes.ts'
import { consentPageRoutes } from '../consent/routes.ts'
import { deviceStatusPageRoutes } from '../device-status/routes.ts'
import { participantPageRoute } from '../participants/routes.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { useForms } from './browser/forms.ts'
import { pageDeps } from './browser/page-deps.ts'
import { sendErrorPage } from './browser/page-errors.ts'
import { accountRoutes } from './routes/account.ts'
import { accountFactorRoutes } from './routes/account-factors.ts'
import { accountPasswordRoutes } from './routes/account-password.ts'
import { accountSessionRoutes } from './routes/account-sessions.ts'
import { assetRoutes } from './routes/assets.ts'
import { externalRoutes } from './routes/external.ts'
import { interactionRoutes } from './routes/interaction.ts'
import { invitationRoutes } from './routes/invitation.ts'
import { organizationRoutes } from './routes/organization.ts'
import { passkeySignInRoutes } from './routes/passkey-sign-in.ts'
import { secondFactorRoutes } from './routes/second-factor.ts'
import { setUpRoutes } from './routes/set-up.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { signOutRoutes } from './routes/sign-out.ts'

const cleanUpMs = 600_000

/** Deletes what has expired, every ten minutes until the app is closed. */
function useCleanUp(app: App, { registry }: SurfaceDeps): void {
  const timer = setInterval(() => {
    Promise.all([deleteExpiredSignIns(registry), deleteExpiredExternalSignIns(registry)]).catch(error =>
      app.log.error({ err: error }, 'expired sign-ins were not deleted'),
    )
  }, cleanUpMs).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

/** The pages for people: on which they sign in, look after their account, decide about consent, and find who takes part. */
export async function mountPages(
  app: App,
  surface: SurfaceDeps & { readonly holderStatus: HolderLookup },
  providerOf: (organizationId: string) => Provider,
  providers: ProviderClient,
  keyRing: KeyRing,
): Promise<void> {
  await app.register(async plugin => {
    const scope = plugin as unknown as App
    useForms(scope)
    useCleanUp(scope, surface)
    scope.setErrorHandler((error, request, reply) => sendErrorPage(error, request, reply))
    const deps = pageDeps(scope, surface)
    assetRoutes(deps)
    signInRoutes(deps)
    externalRoutes(deps, providers)
    organizationRoutes(deps)
    invitationRoutes(deps)
    signOutRoutes(deps, keyRing)
    interactionRoutes(deps, providerOf)
    passkeySignInRoutes(deps)
    secondFactorRoutes(deps)
    setUpRoutes(deps)
    accountRoutes(deps)
    accountPasswordRoutes(deps)
    accountFactorRoutes(deps)
    accountSessionRoutes(deps)
    consentPageRoutes(deps)
    participantPageRoute(deps)
    deviceStatusPageRoutes(deps, surface.holderStatus)
    certificatePageRoute(deps)
  })
}
