import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { jobKinds, permissions, roles } from '@hailport/registry'

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

test('every role, every permission and every kind of job is explained in the words of the catalogues', () => {
  const needed = [
    ...permissions.flatMap(each => [`permissions.${each}`, `permissionAreas.${each.split('.')[0]}`]),
    ...Object.keys(roles).flatMap(each => [`roles.titles.${each}`, `roles.meanings.${each}`]),
    ...jobKinds.map(each => `jobs.kinds.${each}`),
  ]
  assert.deepEqual(
    needed.filter(key => !english.has(key)),
    [],
  )
})

/** Files that a page is made of: all that it imports, itself or by others. */
function partsOf(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const [, relative = ''] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+\.tsx?)'/g)) {
    const part = resolve(dirname(file), relative)
    if (!part.includes('/generated/') && !part.endsWith('/areas/index.ts')) partsOf(part, found)
  }
  return found
}

test('every page names the catalogues of the texts that it shows', () => {
  const catalogueOf = new Map(
    globSync(`${locales}/en/*.json`).flatMap(file =>
      Object.keys(JSON.parse(readFileSync(file, 'utf8'))).map(key => [key, basename(file, '.json')] as const),
    ),
  )
  const missing: string[] = []
  let pages = 0
  for (const area of globSync(`${source}/areas/*/area.ts`)) {
    const routes = readFileSync(area, 'utf8').matchAll(/pageRoute\(\s*'[^']*',\s*\[([^\]]*)\],[^']*'(\.[^']+)'/g)
    for (const [, list = '', page = ''] of routes) {
      pages++
      const named = new Set(['shell', ...[...list.matchAll(/'([^']+)'/g)].map(([, name]) => name)])
      for (const part of partsOf(resolve(dirname(area), page)))
        for (const [, key = ''] of readFileSync(part, 'utf8').matchAll(/\bt\(\s*['`](\w+)\./g)) {
          const catalogue = catalogueOf.get(key)
          if (catalogue && !named.has(catalogue)) missing.push(`${page}: ${catalogue}, for ${part}`)
        }
    }
  }
  assert.ok(pages > 10)
  assert.deepEqual([...new Set(missing)], [])
})
