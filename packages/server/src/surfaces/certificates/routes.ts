import { type VerifiedCertificate, verifyCertificate } from '@hailport/registry'
import { toRegistryError } from '../../http/to-registry-error.ts'
import { fieldOf } from '../sign-in/browser/forms.ts'
import type { PageDeps } from '../sign-in/browser/page-deps.ts'
import { type Html, html } from '../sign-in/pages/html.ts'
import type { Language } from '../sign-in/pages/language.ts'
import { notice } from '../sign-in/pages/parts.ts'
import { shown } from '../sign-in/routes/options.ts'
import { german } from './texts-de.ts'
import { type CertificateTexts, english } from './texts-en.ts'

const catalogues = { en: english, de: german } as const

function certificatePart(one: VerifiedCertificate, now: number, texts: CertificateTexts, language: Language): Html {
  const formats = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const
  const time = (at: number) => `${new Intl.DateTimeFormat(language, formats).format(at)} UTC`
  const { name, text } = texts.states[one.now]
  const device = [one.manufacturer, one.model].filter(part => part !== undefined).join(' ')
  return html`<h2>${name}</h2><p>${text}</p><p class="hint">${texts.at(time(now))}</p>
<dl><dt>${texts.by}</dt><dd>${one.releasedBy}</dd>
<dt>${texts.released}</dt><dd>${time(one.releasedAt)}</dd>
${device !== '' && html`<dt>${texts.device}</dt><dd>${device}</dd>`}
<dt>${texts.serial}</dt><dd>${one.serialNumber ?? texts.noSerial}</dd>
<dt>${texts.issued}</dt><dd>${time(one.issuedAt)}</dd></dl>
<p class="hint">${texts.compare}</p>`
}

/** The certificate of a release, for whoever was given its address: no sign-in, no script. */
export function certificatePageRoute(deps: PageDeps): void {
  deps.app.get('/certificates/:code', shown, async (request, reply) => {
    const reader = deps.member(request)
    const texts = catalogues[reader.language]
    const found = await verifyCertificate(deps.registry, fieldOf(request.params, 'code')).catch(error => {
      if (toRegistryError(error).code !== 'not_found') throw error
    })
    const body = found
      ? certificatePart(found, deps.registry.now(), texts, reader.language)
      : html`${notice('error', texts.none)}`
    return deps.send(reply, reader, { title: texts.title, body }, { status: found ? 200 : 404 })
  })
}
