import { type Html, html } from './html.ts'
import type { Texts } from './texts-en.ts'

/** An error or a piece of news above a form; read out by screen readers. */
export function notice(kind: 'error' | 'done', text: string | undefined): Html | undefined {
  if (text === undefined) return undefined
  return html`<p class="notice ${kind}" role="${kind === 'error' ? 'alert' : 'status'}">${text}</p>`
}

/** The hidden field that proves that a form is from this browser's session. */
export function formToken(token: string): Html {
  return html`<input type="hidden" name="token" value="${token}">`
}

/** A field that is not shown. */
export function hidden(name: string, value: string | undefined): Html | undefined {
  return value === undefined || value === '' ? undefined : html`<input type="hidden" name="${name}" value="${value}">`
}

interface Field {
  readonly name: string
  readonly label: string
  readonly type: 'email' | 'password' | 'text'
  /** What the browser may fill in. */
  readonly autocomplete: string
  readonly value?: string | undefined
  readonly hint?: string
  readonly inputmode?: 'numeric'
  readonly autofocus?: boolean
}

/** A field with its label, and a hint that screen readers read with it. */
export function field({ name, label, type, autocomplete, value, hint, inputmode, autofocus }: Field): Html {
  const hintId = `${name}-hint`
  return html`<div class="field"><label for="${name}">${label}</label>
${hint && html`<p class="hint" id="${hintId}">${hint}</p>`}
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required maxlength="1000"${
    hint && html` aria-describedby="${hintId}"`
  }${inputmode && html` inputmode="${inputmode}"`}${value && html` value="${value}"`}${autofocus && html` autofocus`}></div>`
}

interface PasskeyButton {
  /** Where the script asks what to sign, and where it sends the answer. */
  readonly options: string
  readonly answer: string
  readonly label: string
  readonly token: string
  /** What goes along with the answer. */
  readonly also?: Readonly<Record<string, string>>
  /** Asks for a name: a passkey is made, not used. */
  readonly name?: { readonly label: string; readonly value: string }
}

/** A button for passkeys, which the script shows where the browser can; elsewhere the reader is told why there is none. */
export function passkeyButton(texts: Texts, { options, answer, label, token, also = {}, name }: PasskeyButton): Html {
  return html`<form hidden data-passkey="${name ? 'create' : 'get'}" data-options="${options}" data-answer="${answer}">
${formToken(token)}${Object.entries(also).map(([field, value]) => hidden(field, value))}${
  name && field({ name: 'name', label: name.label, type: 'text', autocomplete: 'off', value: name.value })
}<button class="second">${label}</button>
<p class="notice error" role="alert" hidden>${texts.passkeyFailed}</p></form>
<p class="hint" data-no-passkey>${texts.passkeysNeed}</p>`
}
