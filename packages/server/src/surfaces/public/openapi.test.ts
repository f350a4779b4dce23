import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { type Harness, isGraphRoute, startHarness } from '../../testing/harness.ts'

let h: Harness
// biome-ignore lint/suspicious/noExplicitAny: a document read as JSON
let document: any

before(async () => {
  h = await startHarness()
  document = (await h.call('GET', '/api/v1/openapi.json')).body
})
after(() => h.close())

/** The document and its reader are not part of the API that they describe; nor are the pages for people and the contracts of Partner Center and Graph. */
const undocumented = (route: string) =>
  /^(HEAD,)?GET \/api\/v1\/(openapi\.json|docs)(\/|$)/.test(route) ||
  /^(GET|POST) \/(sign-in|account|console|invitation|consent|sign-out|signed-out|participants|device-status|certificates|devicelogin|:organization\/devicelogin|:organization\/oauth2\/v2\.0\/authorize\/:uid)(\/|$)/.test(
    route,
  ) ||
  /^\w+ \/v1\//.test(route) ||
  /^OPTIONS /.test(route) ||
  isGraphRoute(route)

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as object).map(([method, operation]) => ({ path, method, operation })),
  )

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  const result = await validator.validate(structuredClone(document))
  assert.ok(result.valid, JSON.stringify(result, null, 1).slice(0, 2_000))
  assert.equal(validator.version, '3.1')
  assert.doesNotThrow(() => validator.resolveRefs())
})

test('the document has every route, and no other', () => {
  const routes = h.app.routeList
    .filter(route => !undocumented(route))
    .map(route => route.replaceAll(/:(\w+)/g, '{$1}'))
    .sort()
  const documented = operations()
    .map(({ path, method }) => `${method.toUpperCase()} ${path}`)
    .sort()
  assert.ok(routes.length > 50)
  assert.deepEqual(documented, routes)
})

test('every operation is described for people and generators', () => {
  const seen = new Set<string>()
  for (const { path, method, operation } of operations()) {
    const where = `${method} ${path}`
    assert.ok(operation.summary && operation.description && operation.tags?.length === 1, where)
    assert.ok(operation.operationId && !seen.has(operation.operationId), where)
    seen.add(operation.operationId)
    const statuses = Object.keys(operation.responses)
    assert.ok(
      statuses.some(status => /^[23]/.test(status)),
      where,
    )
    if (path.startsWith('/{organization}')) continue
    assert.ok(statuses.includes('429') && statuses.includes('503'), where)
    assert.equal(statuses.includes('401'), operation.security === undefined, where)
    const problem = operation.responses['429'].content['application/problem+json'].schema
    assert.deepEqual(problem, { $ref: '#/components/schemas/Problem' }, where)
  }
  const names = new Set(document.tags.map((tag: { name: string }) => tag.name))
  for (const { operation } of operations()) assert.ok(names.has(operation.tags[0]), operation.tags[0])
})

test('schemas have names', () => {
  const names = Object.keys(document.components.schemas)
  for (const name of ['Tenant', 'Device', 'Batch', 'Consent', 'Profile', 'Problem', 'BootAnswer'])
    assert.ok(names.includes(name), name)
  assert.ok(!names.some(name => /^(def-|Schema\d)/.test(name)), names.join())
})

test('the reader works under its content security policy', async () => {
  const page = await h.call('GET', '/api/v1/docs/')
  assert.equal(page.statusCode, 200)
  const policy = String(page.headers['content-security-policy'])
  assert.match(policy, /script-src 'self';/)
  assert.doesNotMatch(page.payload, /<script(?![^>]*src=)[^>]*>/)
  assert.doesNotMatch(page.payload, /(src|href)="https?:/)
  const scripts = [...page.payload.matchAll(/src="\.\/([^"]+)"/g)].map(match => match[1])
  for (const script of scripts) assert.equal((await h.call('GET', `/api/v1/docs/${script}`)).statusCode, 200, script)
})

test('every answer has the headers of a careful server', async () => {
  for (const url of ['/healthz', '/api/v1/me', '/api/v1/openapi.json', '/nothing', '/common/discovery/v2.0/keys']) {
    const { headers } = await h.call('GET', url)
    assert.equal(headers['x-content-type-options'], 'nosniff', url)
    assert.match(String(headers['content-security-policy']), /^default-src 'none'/, url)
    assert.match(String(headers['strict-transport-security']), /max-age/, url)
    assert.equal(headers['referrer-policy'], 'no-referrer', url)
    assert.ok(headers['x-request-id'], url)
    assert.equal(headers['x-powered-by'], undefined)
  }
})
