import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { finish, start, temporary, until } from '../testing/run.ts'

const headings = [
  'Organizations, people and an application',
  "The maker's build report",
  'Deployment profiles',
  'Registration before consent',
  'Consent',
  'Registration by hash, product key id and label, with bad rows among them',
  'First boots',
  'What makes a device that device',
  'Revocation',
  'The journal',
]

test('the demo holds from end to end and leaves nothing behind', async t => {
  const TMPDIR = temporary(t)
  const { code, stdout, stderr } = await finish(start(['demo', '--exit', '--port', '0'], { TMPDIR }))
  assert.equal(stderr, '')
  assert.equal(code, 0)
  assert.deepEqual(
    [...stdout.matchAll(/^(\d+)\. (.*)$/gm)].map(([, number, title]) => [Number(number), title]),
    headings.map((title, at) => [at + 1, title]),
  )
  assert.match(stdout, /All is as it should be/)
  assert.deepEqual(readdirSync(TMPDIR), [])
})

test('it stays up with working credentials until it is stopped', async t => {
  const TMPDIR = temporary(t)
  const child = start(['demo', '--port', '0', '--keep'], { TMPDIR })
  const said = await until(child, /journal\?limit=5'\n/)
  const commands = [...said.matchAll(/curl -s -H 'Authorization: (.*)' '(.*)'/g)]
  assert.equal(commands.length, 2)
  for (const [, authorization = '', url = ''] of commands) {
    const response = await fetch(url, { headers: { authorization } })
    assert.ok(((await response.json()) as { items: unknown[] }).items.length > 0)
  }
  child.kill('SIGINT')
  assert.equal((await finish(child)).code, 0)
  assert.equal(readdirSync(TMPDIR).length, 1)
})

test('a demo that is stopped has not succeeded', async t => {
  const TMPDIR = temporary(t)
  const child = start(['demo', '--exit', '--port', '0'], { TMPDIR })
  await until(child, /1\. Organizations/)
  child.kill('SIGINT')
  assert.equal((await finish(child)).code, 130)
  assert.deepEqual(readdirSync(TMPDIR), [])
})
