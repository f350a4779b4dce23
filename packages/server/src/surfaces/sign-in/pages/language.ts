import { german } from './texts-de.ts'
import { english, type Texts } from './texts-en.ts'

const catalogues = { en: english, de: german } as const satisfies Record<string, Texts>

/** A language that the pages speak. */
export type Language = keyof typeof catalogues

export const textsOf = (language: Language): Texts => catalogues[language]

/** The language that fits an Accept-Language header best; English when none does. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part, place) => {
      const [tag = '', ...options] = part.trim().toLowerCase().split(';')
      const quality = Number(/^\s*q=([\d.]+)/.exec(options[0] ?? 'q=1')?.[1] ?? 0)
      return { name: tag.split('-')[0] ?? '', quality, place }
    })
    .filter(({ name, quality }) => Object.hasOwn(catalogues, name) && quality > 0)
    .sort((a, b) => b.quality - a.quality || a.place - b.place)
  return (wanted[0]?.name as Language | undefined) ?? 'en'
}
