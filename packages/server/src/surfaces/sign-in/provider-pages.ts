import type { Context, ProviderError } from 'oidc-provider'
import { html } from './pages/html.ts'
import { languageOf, textsOf } from './pages/language.ts'
import { type Page, pageHeaders, renderPage } from './pages/render-page.ts'
import { toFault } from './provider-faults.ts'

/** The language of whoever reads a page of the provider. */
export const readerOf = (context: Context) => {
  const language = languageOf(context.req.headers['accept-language'])
  return { language, texts: textsOf(language) }
}

/** Makes a page the answer of the provider. */
export function showPage(context: Context, page: Omit<Page, 'language'>): void {
  const { language } = readerOf(context)
  for (const [name, value] of Object.entries(pageHeaders({ language }))) context.set(name, value)
  context.body = renderPage({ ...page, language })
}

/** What the provider refuses where it cannot tell the client: a request of an unknown client, or to an address that is not the client's. */
export function showError(context: Context, _out: unknown, error: ProviderError): void {
  const { texts } = readerOf(context)
  const { number, message } = toFault(error)
  const said = error.error_description ?? ''
  const body = html`<p lang="en">${message}</p><p lang="en" class="hint">${said}</p>
<dl><dt>${texts.errorCode}</dt><dd><code>AADSTS${number}</code> <code>${error.error ?? 'server_error'}</code></dd></dl>`
  showPage(context, { title: texts.error, body })
}
