import { findOrganization, type IdentityProvider, providersOfOrganization } from '@hailport/registry'
import type { FastifyReply } from 'fastify'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps, Reader } from '../browser/page-deps.ts'
import { sameOriginPath } from '../browser/same-origin-path.ts'
import { type Html, html } from '../pages/html.ts'
import { field, formToken, hidden, notice, passkeyButton } from '../pages/parts.ts'
import type { Texts } from '../pages/texts-en.ts'
import { home } from './options.ts'

/** What a sign-in was asked for. */
export interface Wanted {
  readonly continue: string
  /** Organization by id or domain; empty for any. */
  readonly organization: string
  readonly email: string
  /** Whether to ask even when somebody is signed in. */
  readonly again: boolean
  /** Whether a password was just set. */
  readonly done: boolean
}

/** Reads it from a query or a form. */
export function wantedOf(source: unknown, baseUrl: string): Wanted {
  return {
    continue: sameOriginPath(fieldOf(source, 'continue'), baseUrl) ?? home,
    organization: fieldOf(source, 'organization').slice(0, 253),
    email: (fieldOf(source, 'login_hint') || fieldOf(source, 'email')).slice(0, 254),
    again: fieldOf(source, 'prompt') === 'login',
    done: fieldOf(source, 'done') === 'password',
  }
}

/** The button that leads to a provider. */
export function providerButton(texts: Texts, { id, organizationId, label }: IdentityProvider): Html {
  return html`<button class="second" name="provider" value="${organizationId}/${id}" formaction="/sign-in/external" formnovalidate>${texts.signInWith(label)}</button>`
}

/** The providers of the organization that is named, one button each; else one for everybody, which asks the address for its provider. */
async function externalButtons({ registry }: PageDeps, texts: Texts, { organization }: Wanted): Promise<Html[]> {
  const named = organization === '' ? undefined : await findOrganization(registry, organization.toLowerCase())
  const own = named ? await providersOfOrganization(registry, named.id) : []
  if (own.length > 0) return own.map(provider => providerButton(texts, provider))
  return [
    html`<button class="second" formaction="/sign-in/external" formnovalidate>${texts.signInThroughOrganization}</button>`,
  ]
}

/** The page where every sign-in begins. */
export async function signInPage(
  deps: PageDeps,
  reply: FastifyReply,
  reader: Reader,
  wanted: Wanted,
  { status = 200, error }: { status?: number; error?: string } = {},
) {
  const { texts } = reader
  const external = await externalButtons(deps, texts, wanted)
  const body = html`${notice('error', error)}${notice('done', wanted.done ? texts.passwordIsSet : undefined)}<form method="post" action="/sign-in">${formToken(reader.formToken)}
${hidden('continue', wanted.continue)}${hidden('organization', wanted.organization)}
${field({ name: 'email', label: texts.email, type: 'email', autocomplete: 'username', value: wanted.email, autofocus: wanted.email === '' })}
${field({ name: 'password', label: texts.password, type: 'password', autocomplete: 'current-password', autofocus: wanted.email !== '' })}
<button>${texts.signIn}</button>${external}</form>
<p>${texts.or}</p>${passkeyButton(texts, {
    options: '/sign-in/passkey/options',
    answer: '/sign-in/passkey',
    label: texts.signInWithPasskey,
    token: reader.formToken,
    also: { continue: wanted.continue, organization: wanted.organization },
  })}<p class="hint">${texts.forgotten}</p>`
  return deps.send(reply, reader, { title: texts.signIn, body, passkeys: true }, { status })
}
