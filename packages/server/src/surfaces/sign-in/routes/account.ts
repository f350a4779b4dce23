import {
  type AccessToken,
  findOrganizationName,
  type findPasskeys,
  getSignInState,
  listAccessTokens,
  listPersonApplications,
  listSessions,
  mayUsePassword,
  type Page,
  type PersonApplication,
  type SessionInfo,
  type SignInState,
} from '@hailport/registry'
import { fieldOf } from '../browser/forms.ts'
import type { PageDeps, Reader } from '../browser/page-deps.ts'
import { type Html, html } from '../pages/html.ts'
import { formToken, notice, passkeyButton } from '../pages/parts.ts'
import { time } from '../pages/time.ts'
import { wellKnownClients } from '../well-known-clients.ts'
import { shown } from './options.ts'

/** A form that is one button. */
function buttonForm({ formToken: token }: Reader, action: string, label: string, described?: string): Html {
  return html`<form method="post" action="${action}">${formToken(token)}<button class="quiet"${
    described && html` aria-label="${label}: ${described}"`
  }>${label}</button></form>`
}

function passwordPart({ texts, language }: Reader, { passwordSetAt }: SignInState, isAllowed: boolean): Html {
  if (!isAllowed) return html`<h2>${texts.password}</h2><p>${texts.passwordElsewhere}</p>`
  if (passwordSetAt === undefined) return html`<h2>${texts.password}</h2><p>${texts.noPassword}</p>`
  return html`<h2>${texts.password}</h2><p>${texts.passwordSince}: ${time(passwordSetAt, language)}</p><p><a class="button" href="/account/password">${texts.changePassword}</a></p>`
}

function appPart(reader: Reader, { authenticatorAppSetAt }: SignInState): Html {
  const { texts, language } = reader
  const isSet = authenticatorAppSetAt !== undefined
  return html`<h2>${texts.authenticatorApp}</h2>
<p>${isSet ? html`${texts.appSince}: ${time(authenticatorAppSetAt, language)}` : texts.notSetUp}</p>
<p><a href="/account/authenticator-app">${isSet ? texts.replaceApp : texts.setUpApp}</a></p>
${isSet && buttonForm(reader, '/account/authenticator-app/remove', texts.remove, texts.authenticatorApp)}`
}

function passkeyPart(reader: Reader, passkeys: Awaited<ReturnType<typeof findPasskeys>>): Html {
  const { texts, language } = reader
  const items = passkeys.map(
    ({
      id,
      name,
      createdAt,
      lastUsedAt,
      synced,
    }) => html`<li><p><strong>${name}</strong>${synced && ` (${texts.synced})`}<br>
<span class="quiet-text">${texts.created}: ${time(createdAt, language)} · ${texts.lastUsed}: ${
      lastUsedAt === undefined ? texts.never : time(lastUsedAt, language)
    }</span></p>${buttonForm(reader, `/account/passkeys/${id}/remove`, texts.remove, name)}</li>`,
  )
  return html`<h2>${texts.passkeys}</h2><p>${texts.passkeysText}</p>${items.length > 0 && html`<ul class="list">${items}</ul>`}
${passkeyButton(texts, {
  options: '/account/passkeys/options',
  answer: '/account/passkeys',
  label: texts.addPasskey,
  token: reader.formToken,
  name: { label: texts.passkeyName, value: texts.passkeyDefault },
})}`
}

function codesPart(reader: Reader, { recoveryCodes }: SignInState): Html {
  const { texts } = reader
  return html`<h2>${texts.recoveryCodes}</h2><p>${texts.recoveryCodesLeft(recoveryCodes)} ${
    recoveryCodes > 0 && texts.replacesCodes
  }</p>${buttonForm(reader, '/account/recovery-codes', texts.makeRecoveryCodes)}`
}

function sessionPart(reader: Reader, sessions: Page<SessionInfo>, current: string): Html {
  const { texts, language } = reader
  const items = sessions.items.map(
    ({ id, createdAt, lastUsedAt, address, userAgent }) =>
      html`<li><p><strong>${address}</strong>${
        id === current && ` (${texts.thisSession})`
      }<br><span class="quiet-text">${userAgent}<br>${texts.signedInAt}: ${time(createdAt, language)} · ${texts.lastUsed}: ${time(
        lastUsedAt,
        language,
      )}</span></p>${id !== current && buttonForm(reader, `/account/sessions/${id}/end`, texts.endSession, address)}</li>`,
  )
  return html`<h2>${texts.sessions}</h2><ul class="list">${items}</ul>
${items.length > 1 && buttonForm(reader, '/account/sessions/end-others', texts.endOtherSessions)}`
}

function tokenPart(reader: Reader, { items, nextCursor }: Page<AccessToken>): Html {
  const { texts, language } = reader
  const state = ({ expiresAt, revokedAt }: AccessToken) => {
    if (revokedAt !== undefined) return texts.revoked
    return expiresAt === undefined ? texts.neverExpires : html`${texts.expires}: ${time(expiresAt, language)}`
  }
  const rows = items.map(
    token =>
      html`<li><p><strong>${token.name}</strong><br><span class="quiet-text">${texts.created}: ${time(
        token.createdAt,
        language,
      )} · ${state(token)}</span></p>${
        token.revokedAt === undefined &&
        buttonForm(reader, `/account/tokens/${token.id}/revoke`, texts.revoke, token.name)
      }</li>`,
  )
  return html`<h2 id="tokens">${texts.tokens}</h2><p>${texts.tokensText}</p>
${rows.length === 0 ? html`<p>${texts.noTokens}</p>` : html`<ul class="list">${rows}</ul>`}
${nextCursor !== undefined && html`<p><a href="/account?tokens=${encodeURIComponent(nextCursor)}#tokens">${texts.more}</a></p>`}`
}

function applicationPart(reader: Reader, { items, nextCursor }: Page<PersonApplication>): Html {
  const { texts, language } = reader
  const rows = items.map(
    ({ applicationId, name = wellKnownClients.get(applicationId)?.name, consentedAt, expiresAt }) => {
      const title = name ?? applicationId
      return html`<li><p><strong>${title}</strong><br><span class="quiet-text">${
        consentedAt !== undefined && html`${texts.allowedAt}: ${time(consentedAt, language)} `
      }${expiresAt !== undefined && html`${texts.signedInUntil}: ${time(expiresAt, language)}`}</span></p>${buttonForm(
        reader,
        `/account/applications/${applicationId}/revoke`,
        texts.revoke,
        title,
      )}</li>`
    },
  )
  return html`<h2 id="applications">${texts.applications}</h2><p>${texts.applicationsText}</p>
${rows.length === 0 ? html`<p>${texts.noApplications}</p>` : html`<ul class="list">${rows}</ul>`}
${nextCursor !== undefined && html`<p><a href="/account?applications=${encodeURIComponent(nextCursor)}#applications">${texts.more}</a></p>`}`
}

/** One page of a list on the page, after the cursor in the address. */
function pageAfter(query: unknown, name: string) {
  const cursor = fieldOf(query, name)
  return { limit: 20, ...(cursor !== '' && { cursor }) }
}

/** The person's own page: password, second factors, sessions, applications, tokens, organization. */
export function accountRoutes(deps: PageDeps): void {
  const { registry } = deps
  deps.app.get('/account', shown, async (request, reply) => {
    const session = await deps.requireSession(request)
    const reader = deps.member(request)
    const { texts } = reader
    const { principal, organizationId, personId, people } = session
    const [organizationName, state, withPassword, sessions, applications, tokens] = await Promise.all([
      findOrganizationName(registry, principal.organization),
      getSignInState(registry, principal, session),
      mayUsePassword(registry, session),
      listSessions(registry, principal, session),
      listPersonApplications(registry, principal, session, pageAfter(request.query, 'applications')),
      listAccessTokens(registry, principal, organizationId, personId, pageAfter(request.query, 'tokens')),
    ])
    const body = html`${notice('done', fieldOf(request.query, 'done') === 'password' ? texts.passwordChanged : undefined)}
<p>${texts.signedInAs(session.email, organizationName)}</p>
${
  people.length > 1
    ? buttonForm(reader, '/account/switch', texts.switchOrganization)
    : html`<p><a href="/sign-in?prompt=login&amp;login_hint=${encodeURIComponent(session.email)}">${texts.otherOrganization}</a></p>`
}
${passwordPart(reader, state, withPassword)}${appPart(reader, state)}${passkeyPart(reader, state.passkeys)}${codesPart(reader, state)}
${sessionPart(reader, sessions, session.sessionId)}${applicationPart(reader, applications)}${tokenPart(reader, tokens)}`
    return deps.send(reply, reader, { title: texts.account, body, wide: true, passkeys: true }, { session })
  })
}
