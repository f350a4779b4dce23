import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from './html.ts'
import { languageOf } from './language.ts'
import { renderPage } from './render-page.ts'

test('values are escaped, markup is not, absent ones are left out', () => {
  const evil = `"><script>alert('x')</script>&`
  const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;'
  assert.equal(html`<p title="${evil}">${evil}</p>`.text, `<p title="${escaped}">${escaped}</p>`)
  assert.equal(html`${[html`<b>1</b>`, undefined, false, null, 2, '<']}`.text, '<b>1</b>2&lt;')
})

test('a page says its language and title, and has no script of its own', () => {
  const page = renderPage({ title: 'A & B', body: html`<p>text</p>`, language: 'de' })
  assert.match(page, /^<!doctype html>\n<html lang="de">/)
  assert.match(page, /<title>A &amp; B · Hailport<\/title>/)
  assert.doesNotMatch(page, /<script/)
})

test('the language is the best that there is', () => {
  for (const [header, language] of [
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['fr, de;q=0.5, en;q=0.9', 'en'],
    ['en;q=0, de', 'de'],
    ['de-CH-1996', 'de'],
    ['*', 'en'],
    [',;q=,de;q=x', 'en'],
  ] as const)
    assert.equal(languageOf(header), language, header)
})
