import type { HolderAnswer, HolderLookup } from '@hailport/registry'
import { fieldOf } from '../sign-in/browser/forms.ts'
import type { PageDeps } from '../sign-in/browser/page-deps.ts'
import { type Html, html } from '../sign-in/pages/html.ts'
import type { Language } from '../sign-in/pages/language.ts'
import { notice } from '../sign-in/pages/parts.ts'
import { changing, shown } from '../sign-in/routes/options.ts'
import { german } from './texts-de.ts'
import { type DeviceStatusTexts, english } from './texts-en.ts'

const catalogues = { en: english, de: german } as const

/** Devices of one form: more would not fit into it. */
const most = 3

/** The hashes in a text, whatever stands around them. */
const hashesIn = (text: string): string[] => text.match(/[A-Za-z0-9+/]{200,}={0,2}/g) ?? []

function formPart(texts: DeviceStatusTexts, problem: string | undefined, again = false): Html {
  return html`${notice('error', problem)}${again ? html`<h2>${texts.again}</h2>` : html`<p>${texts.intro}</p>`}
<form method="post" action="/device-status"><div class="field"><label for="hash">${texts.hash}</label>
<p class="hint" id="hash-hint">${texts.hashHint(most)}</p>
<textarea id="hash" name="hash" rows="8" required maxlength="16000" spellcheck="false" autocomplete="off" aria-describedby="hash-hint"${
    problem !== undefined && html` aria-invalid="true"`
  }></textarea></div>
<p><button>${texts.check}</button></p></form>`
}

function answerPart(answer: HolderAnswer, texts: DeviceStatusTexts): Html {
  const { name, text } = texts.verdicts[answer.status]
  const { serialNumber, manufacturer, model } = 'message' in answer ? {} : answer
  const device = [manufacturer, model, serialNumber].filter(part => part !== undefined).join(' · ')
  return html`<section><h3>${'message' in answer ? texts.device : device || texts.noName}</h3>
<p><strong>${name}</strong></p><p>${text}</p></section>`
}

function resultPart(answers: readonly HolderAnswer[], now: number, texts: DeviceStatusTexts, language: Language): Html {
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(now)
  return html`<section aria-labelledby="result" role="status"><h2 id="result">${texts.result}</h2>
<p class="hint">${texts.at(`${time} UTC`)}</p>${answers.map(each => answerPart(each, texts))}
${
  answers.some(({ status }) => status === 'claimed' || status === 'unclear') &&
  html`<p><a href="/participants?desk=yes">${texts.desks}</a></p>`
}</section>`
}

/** Whether a device is claimed, for whoever holds it: no sign-in, no script, nothing written. */
export function deviceStatusPageRoutes(deps: PageDeps, statusOf: HolderLookup): void {
  deps.app.get('/device-status', shown, async (request, reply) => {
    const reader = deps.member(request)
    const texts = catalogues[reader.language]
    return deps.send(reply, reader, { title: texts.title, body: formPart(texts, undefined) })
  })
  deps.app.post('/device-status', changing, async (request, reply) => {
    const reader = deps.member(request)
    const { language } = reader
    const texts = catalogues[language]
    const hashes = hashesIn(fieldOf(request.body, 'hash'))
    const problem = hashes.length === 0 ? texts.none : hashes.length > most ? texts.tooMany(most) : undefined
    const found = problem === undefined && resultPart(await statusOf(hashes), deps.registry.now(), texts, language)
    const body = html`${found}${formPart(texts, problem, problem === undefined)}`
    return deps.send(reply, reader, { title: texts.title, body }, { status: problem === undefined ? 200 : 400 })
  })
}
