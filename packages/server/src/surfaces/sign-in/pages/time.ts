import { type Html, html } from './html.ts'
import type { Language } from './language.ts'

/** A moment, in UTC: the server does not know where the reader is. */
export function time(ms: number, language: Language): Html {
  const text = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(
    ms,
  )
  return html`<time datetime="${new Date(ms).toISOString()}">${text} UTC</time>`
}
