import i18next, { type FormatterModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { preferences } from '../app/preferences.ts'

/** Languages, in their own words. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

/** The language that is chosen, or the first of the browser's that we have. */
export function wantedLanguage(): Language {
  const { language } = preferences()
  if (language !== 'system') return language
  const found = navigator.languages.map(each => each.slice(0, 2)).find(each => each in languages)
  return (found as Language | undefined) ?? 'en'
}

/** Catalogues that were asked for; another language needs them too. */
const wanted = new Set<string>()
const fetched = new Set<string>()

async function fetchTexts(language: Language, catalogue: string): Promise<void> {
  const key = `${language}/${catalogue}`
  if (fetched.has(key)) return
  const { default: texts } = await import(`./locales/${language}/${catalogue}.json`)
  i18next.addResourceBundle(language, 'translation', texts, true)
  fetched.add(key)
}

/** Fetches catalogues of texts, in the language in use, unless they are here. */
export async function needTexts(catalogues: readonly string[]): Promise<void> {
  for (const catalogue of catalogues) wanted.add(catalogue)
  await Promise.all(catalogues.map(each => fetchTexts(wantedLanguage(), each)))
}

/** Uses the language, once its texts are here. */
export async function speak(language: Language): Promise<void> {
  await Promise.all([...wanted].map(each => fetchTexts(language, each)))
  document.documentElement.lang = language
  await i18next.changeLanguage(language)
}

/** Numbers in texts as they are written where somebody is: 5,000 or 5.000. */
const numbers: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value, _, language) => (typeof value === 'number' ? value.toLocaleString(language) : value),
}

/** Makes texts ready; nothing is shown before. */
export async function startTexts(): Promise<void> {
  await i18next
    .use(initReactI18next)
    .use(numbers)
    .init({
      fallbackLng: false,
      interpolation: {
        // React shows text as text; here it is only kept from turning around the sentence that it is put into.
        escape: text => text.replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd'),
        alwaysFormat: true,
      },
      returnNull: false,
      resources: {},
    })
  await needTexts(['shell'])
  await speak(wantedLanguage())
}
