import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { preferences } from '../app/preferences.ts'

/** Languages, in their own words. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages

const load = { en: () => import('./locales/en/index.ts'), de: () => import('./locales/de/index.ts') }

/** The language that is chosen, or the first of the browser's that we have. */
export function wantedLanguage(): Language {
  const { language } = preferences()
  if (language !== 'system') return language
  const found = navigator.languages.map(each => each.slice(0, 2)).find(each => each in languages)
  return (found as Language | undefined) ?? 'en'
}

/** Fetches the texts of the language, and uses them. */
export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', (await load[language]()).default)
  document.documentElement.lang = language
  await i18next.changeLanguage(language)
}

/** Makes texts ready; nothing is shown before. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
    resources: {},
  })
  await speak(wantedLanguage())
}
