import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test } from 'node:test'
import { finish, run, start, temporary, until } from '../testing/run.ts'

const day = 86_400_000

test('replaces the key of a service that runs, with notice, or at once', async t => {
  const data = temporary(t)
  const rotate = (...more: string[]) => run(['keys', 'rotate', '--data', data, ...more])
  const early = await rotate()
  assert.equal(early.code, 1)
  assert.match(early.stderr, /no such file/)

  const service = start(['serve', '--data', data, '--port', '0', '--log-level', 'error'])
  const [, url = ''] = /listens on (http:\S+)\. /.exec(await until(service, /Keep them safe/)) ?? []
  const published = async () => {
    const answer = await fetch(`${url}/organizations/discovery/v2.0/keys`)
    return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(key => key.kid)
  }
  const [first = ''] = await published()

  const made = await rotate()
  assert.equal(made.code, 0, made.stderr)
  const [old = '', next = ''] = made.stdout.trim().split('\n')
  assert.match(old, new RegExp(`^${first}: signs now, accepted until \\d`))
  const [, from = ''] = /: signs from (\S+)$/.exec(next) ?? []
  assert.ok(Math.abs(Date.parse(from) - Date.now() - 7 * day) < 3_600_000, next)

  const again = await rotate()
  assert.match(again.stdout, /^Nothing was changed/)
  assert.equal(again.stdout.trim().split('\n').length, 3)

  const leaked = await rotate('--leaked')
  assert.equal(leaked.code, 0, leaked.stderr)
  assert.match(leaked.stdout, /^\S+: signs now\nTokens of earlier keys are refused/)
  assert.ok(!leaked.stdout.includes(first))
  service.kill('SIGTERM')
  assert.equal((await finish(service)).code, 0)

  rmSync(`${data}/vault.key`)
  const without = await rotate()
  assert.equal(without.code, 1)
  assert.match(without.stderr, /No key was replaced: .*vault\.key is missing/)
})

test('while programs hold tokens of the old key: both are published, all tokens are good, and a second server follows', async t => {
  const data = temporary(t)
  const env = { HAILPORT_PUBLIC_URL: 'http://hailport.example' }
  const serve = async () => {
    const service = start(['serve', '--data', data, '--port', '0', '--log-level', 'error'], env)
    t.after(() => service.kill('SIGKILL'))
    const said = await until(service, / on http:\/\/127\.0\.0\.1:\d+/)
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? []
    return { service, url, operator: /hpat_[\w-]+/.exec(said)?.[0] }
  }
  const first = await serve()
  const operator = first.operator ?? /hpat_[\w-]+/.exec(await until(first.service, /Keep them safe/))?.[0]
  const second = await serve()
  const call = async (method: string, url: string, token?: string, body?: unknown) => {
    const json = {
      'content-type': body instanceof URLSearchParams ? 'application/x-www-form-urlencoded' : 'application/json',
    }
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && json),
    }
    const sent = body instanceof URLSearchParams ? String(body) : JSON.stringify(body)
    const answer = await fetch(url, { method, headers, ...(body !== undefined && { body: sent }) })
    return { status: answer.status, body: JSON.parse((await answer.text()) || 'null') }
  }
  const tenant = (
    await call('POST', `${first.url}/api/v1/tenants`, operator, { name: 'Contoso', domain: 'contoso.example' })
  ).body
  const applications = `${first.url}/api/v1/organizations/${tenant.id}/applications`
  const application = (await call('POST', applications, operator, { name: 'sync', roles: ['device-reader'] })).body
  const form = { grant_type: 'client_credentials', client_id: application.id, client_secret: application.secret }
  const scope = 'https://graph.microsoft.com/.default'
  const newToken = async (): Promise<string> => {
    const sent = new URLSearchParams({ ...form, scope })
    return (await call('POST', `${first.url}/contoso.example/oauth2/v2.0/token`, undefined, sent)).body.access_token
  }
  const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
  const statuses = (token: string) =>
    Promise.all([first, second].map(async ({ url }) => (await call('GET', `${url}/api/v1/me`, token)).status))
  const published = async ({ url }: { url: string }) => {
    const { body } = await call('GET', `${url}/contoso.example/discovery/v2.0/keys`)
    return body.keys.map((key: { kid: string }) => key.kid)
  }
  const before = await newToken()
  assert.deepEqual(await statuses(before), [200, 200])
  assert.deepEqual(await published(first), [kidOf(before)])

  const made = await run(['keys', 'rotate', '--data', data, '--now'])
  assert.equal(made.code, 0, made.stderr)
  const kid = /(\S+): signs now/.exec(made.stdout)?.[1]
  assert.ok(kid && kid !== kidOf(before))
  // Any token with a key that a server does not know makes it look; by themselves they look every half minute.
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const unknown = `${encode({ alg: 'RS256', kid: 'unknown' })}.${encode({ iss: `${env.HAILPORT_PUBLIC_URL}/x` })}.c2ln`
  while ((await published(first)).length < 2) await call('GET', `${first.url}/api/v1/me`, unknown)
  assert.deepEqual(await published(first), [kid, kidOf(before)])
  const next = await newToken()
  assert.equal(kidOf(next), kid)
  assert.deepEqual(await statuses(next), [200, 200], 'the second server has found the new key')
  assert.deepEqual(await statuses(before), [200, 200])
  assert.deepEqual(await published(second), [kid, kidOf(before)])
})
