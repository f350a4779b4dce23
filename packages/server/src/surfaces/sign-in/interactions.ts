import { type Context, interactionPolicy } from 'oidc-provider'
import { consoleClientId } from './well-known-clients.ts'

/** Our sign that the client itself has asked for the consent page; for `offline_access` the provider wants to be told so always. */
export const consentAsked = 'hailport_consent'

/** When a person is asked: by the provider's own policy, but for the console and the consent that a device code has been confirmed with. */
export function policy(): object {
  const base = interactionPolicy.base()
  const checks = base.get('consent')?.checks
  checks?.remove('consent_prompt')
  checks?.add(
    new interactionPolicy.Check('consent_asked', 'consent prompt was not resolved', ({ oidc }: Context) =>
      Boolean(oidc?.params[consentAsked] && !oidc.result?.consent),
    ),
  )
  const native = checks?.get('native_client_prompt')
  if (native) {
    const { check } = native
    // Other programs of a machine may pose as a native client, but none gets what is sent to an address of our own.
    const isConsole = ({ oidc }: Context) => oidc?.client.clientId === consoleClientId
    native.check = context =>
      !/^(code|device)_/.test(context.oidc?.route ?? '') && !isConsole(context) && check(context)
  }
  return base
}
