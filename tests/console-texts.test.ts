import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const source = new URL('../packages/console/src/', import.meta.url).pathname
const locales = join(source, 'i18n/locales')

type Texts = { [key: string]: string | Texts }

function flat(texts: Texts, above = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[above + key, value] as const] : [...flat(value, `${above + key}.`)],
    ),
  )
}

const read = (language: string): Map<string, string> =>
  new Map(
    globSync(`${locales}/${language}/*.json`).flatMap(file => [
      ...flat(JSON.parse(readFileSync(file, 'utf8')) as Texts),
    ]),
  )

const english = read('en')
const german = read('de')
const slots = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([slot]) => slot).sort()

test('every text is there in English and in German, with the same gaps to fill', () => {
  assert.deepEqual([...german.keys()].sort(), [...english.keys()].sort())
  for (const [key, text] of english) {
    assert.notEqual(german.get(key)?.trim(), '', key)
    assert.deepEqual(slots(String(german.get(key))), slots(text), key)
  }
})

test('every catalogue is used by the index of its language', () => {
  for (const language of ['en', 'de']) {
    const index = readFileSync(join(locales, language, 'index.ts'), 'utf8')
    for (const file of globSync(`${locales}/${language}/*.json`))
      assert.match(index, new RegExp(`'\\./${file.split('/').at(-1)}'`))
  }
})

test('every text that a page names is in the catalogues', () => {
  const known = (key: string) => [key, `${key}_one`, `${key}_other`].some(each => english.has(each))
  const begins = (start: string) => [...english.keys()].some(key => key.startsWith(start))
  const missing: string[] = []
  let named = 0
  for (const file of globSync(`${source}/**/*.{ts,tsx}`)) {
    const code = readFileSync(file, 'utf8')
    for (const [, quote, key = ''] of code.matchAll(/\bt\(\s*(['`])([^'`]+)\1/g)) {
      named++
      const [start = ''] = key.split('${')
      if (quote === "'" ? !known(key) : !begins(start)) missing.push(`${file}: ${key}`)
    }
  }
  assert.ok(named > 100)
  assert.deepEqual(missing, [])
})
