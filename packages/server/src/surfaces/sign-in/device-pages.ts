import type { Client, Context } from 'oidc-provider'
import { askedOf } from './asked.ts'
import { html } from './pages/html.ts'
import { field, hidden, notice } from './pages/parts.ts'
import { readerOf, showPage } from './provider-pages.ts'

const action = '/devicelogin'

/** Tells one failure from another by the name of the provider's error. */
const errorName = (error: unknown): string => (error instanceof Error ? error.name : '')

/** The form for the code. */
function askForCode(context: Context, _form: string, _out: unknown, error?: Error): void {
  const { texts } = readerOf(context)
  if (errorName(error) === 'AbortedError') {
    showPage(context, { title: texts.deviceTitle, body: html`<p>${texts.deviceAborted}</p>` })
    return
  }
  const refused = error === undefined || errorName(error) === 'NoCodeError' ? undefined : texts.deviceUnknown
  const value = askedOf(context.req).userCode ?? ''
  const code = {
    name: 'user_code',
    label: texts.deviceCode,
    type: 'text',
    autocomplete: 'off',
    autofocus: true,
  } as const
  const body = html`${notice('error', refused)}<p>${texts.deviceText}</p>
<form method="post" action="${action}">${hidden('xsrf', context.oidc?.session?.state?.secret)}
${field({ ...code, value })}
<button>${texts.goOn}</button></form>`
  showPage(context, { title: texts.deviceTitle, body })
}

/** Shows who wants to be signed in before it happens: a code may have been sent by somebody else. */
function askToConfirm(
  context: Context,
  _form: string,
  client: Client,
  device: { readonly address?: string },
  userCode: string,
): void {
  const { texts } = readerOf(context)
  const email = askedOf(context.req).session?.email ?? ''
  const body = html`<p>${texts.deviceConfirm(client.clientName, email)}</p>
<dl><dt>${texts.deviceCode}</dt><dd><code>${userCode}</code></dd><dt>${texts.deviceFrom}</dt><dd><code>${device.address}</code></dd></dl>
<form method="post" action="${action}">${hidden('xsrf', context.oidc?.session?.state?.secret)}${hidden('user_code', userCode)}
<button name="confirm" value="yes">${texts.allow}</button> <button class="quiet" name="abort" value="yes">${texts.deny}</button></form>`
  showPage(context, { title: texts.deviceTitle, body })
}

/** Of the provider's device flow: pages of ours in place of its own. */
export const deviceFlow = {
  enabled: true,
  charset: 'base-20',
  mask: '****-****',
  deviceInfo: (context: Context) => ({ address: askedOf(context.req).address }),
  userCodeInputSource: askForCode,
  userCodeConfirmSource: askToConfirm,
  successSource(context: Context) {
    const { texts } = readerOf(context)
    showPage(context, { title: texts.deviceDone, body: html`<p>${texts.deviceDoneText}</p>` })
  },
}
