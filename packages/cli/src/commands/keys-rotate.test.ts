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
