import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GraphCall } from './call.ts'
import { countItems, listItems } from './list-items.ts'
import { fitOptions } from './odata/fit-options.ts'
import { parseOptions } from './odata/options.ts'

const type = 'windowsAutopilotDeviceIdentity'
const base = 'https://hailport.example/beta'
const path = '/deviceManagement/windowsAutopilotDeviceIdentities'

const callFor = (query: string) =>
  ({
    version: 'beta',
    type,
    base,
    address: { version: 'beta', segments: [], path, query },
    canonicalPath: path.slice(1),
    options: fitOptions(parseOptions(query), 'beta', type),
  }) as unknown as GraphCall

const items = Array.from({ length: 7 }, (_, n) => ({
  id: String(n),
  serialNumber: `S-${6 - n}`,
  groupTag: n % 2 === 0 ? 'Sales' : null,
  lastContactedDateTime: '0001-01-01T00:00:00Z',
}))

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
const ask = (query: string, alwaysCount = false): any => listItems(callFor(query), items, alwaysCount).body

/** All pages, as a client follows them. */
function follow(query: string): string[][] {
  const pages: string[][] = []
  for (let next: string | undefined = query; next !== undefined; ) {
    const page = ask(next)
    pages.push(page.value.map((item: { id: string }) => item.id))
    assert.ok(pages.length < 20, 'the pages have no end')
    next = page['@odata.nextLink']?.split('?')[1]
  }
  return pages
}

test('pages follow each other to the last, which has no link', () => {
  assert.deepEqual(follow('$top=3'), [['0', '1', '2'], ['3', '4', '5'], ['6']])
  assert.deepEqual(follow('$top=7').length, 1)
  assert.deepEqual(follow('$top=3&$orderby=groupTag desc'), [['0', '2', '4'], ['6', '1', '3'], ['5']])
  assert.deepEqual(follow('$top=2&$orderby=serialNumber&$skip=2').flat(), ['4', '3', '2', '1', '0'])
})

test('the link is absolute, of the same origin, and keeps what was asked', () => {
  const page = ask("$filter=contains(serialNumber,'S')&$top=2&$select=id&$count=true&$skip=1&x=a b")
  const next = new URL(page['@odata.nextLink'])
  assert.equal(next.origin + next.pathname, base + path)
  assert.equal(next.searchParams.get('$filter'), "contains(serialNumber,'S')")
  assert.equal(next.searchParams.get('$top'), '2')
  assert.equal(next.searchParams.get('$select'), 'id')
  assert.equal(next.searchParams.get('$count'), 'true')
  assert.equal(next.searchParams.get('x'), 'a b')
  assert.equal(next.searchParams.get('$skip'), null)
  assert.ok(next.searchParams.get('$skiptoken'))
  assert.equal(page['@odata.count'], 7)
  assert.equal(page['@odata.context'], `${base}/$metadata#deviceManagement/windowsAutopilotDeviceIdentities(id)`)
})

test('a count is sent when it was asked for, or always, and counts what the filter lets through', () => {
  assert.equal('@odata.count' in ask(''), false)
  assert.equal(ask('', true)['@odata.count'], 7)
  assert.equal(ask("$count=true&$top=1&$filter=groupTag eq 'Sales'")['@odata.count'], 4)
  assert.equal(countItems(callFor('$filter=groupTag eq null'), items), 3)
  assert.equal(countItems(callFor(''), items), 7)
})

test('the id goes along whatever was selected', () => {
  assert.deepEqual(ask('$top=1&$select=serialnumber').value, [{ id: '0', serialNumber: 'S-6' }])
})

test('a token of another list is refused', () => {
  for (const token of ['x', 'W10', 'eyJhIjoxfQ', 'WyIxIiwiMiJd'])
    assert.throws(() => ask(`$skiptoken=${token}`), /skiptoken/, token)
})
