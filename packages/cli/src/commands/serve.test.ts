import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { finish, run, start, temporary, until } from '../testing/run.ts'

const serve = (data: string, ...more: string[]) => [
  'serve',
  '--data',
  data,
  '--port',
  '0',
  '--log-level',
  'error',
  ...more,
]

test('serves, tells the operator token once, and stops on SIGTERM and SIGINT', async t => {
  const data = temporary(t)
  const first = start(serve(data))
  const said = await until(first, /Keep them safe/)
  const [, url] = /listens on (http:\S+)\. /.exec(said) ?? []
  const [token] = /hpat_\S+/.exec(said) ?? []
  const [link = ''] = /http\S+\/invitation\/\S+/.exec(said) ?? []
  assert.equal((await fetch(link)).status, 200)
  const me = await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })
  assert.deepEqual(((await me.json()) as { roles: string[] }).roles, ['operator'])
  first.kill('SIGTERM')
  assert.deepEqual(await finish(first), { code: 0, stdout: '', stderr: '' })

  const second = start(serve(data))
  assert.doesNotMatch(await until(second, /listens on/), /hpat_/)
  second.kill('SIGINT')
  assert.equal((await finish(second)).code, 0)
})

test('says what keeps it from starting', async t => {
  const data = temporary(t)
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => taken.once('listening', resolve))
  t.after(() => taken.close())
  const { port } = taken.address() as { port: number }
  for (const workers of ['1', '2']) {
    const busy = await run(serve(data, '--port', String(port), '--workers', workers))
    assert.equal(busy.code, 1)
    assert.match(busy.stderr, /The service cannot start: the port is taken\.\n/)
  }
  for (const setting of [
    ['--port', 'x'],
    ['--log-level', 'loud'],
    ['--workers', 'many'],
    ['--public-url', 'here'],
  ])
    assert.equal((await run(serve(data, ...setting))).code, 64, setting.join(' '))
  const nowhere = await run(serve('/dev/null/data'))
  assert.equal(nowhere.code, 1)
  assert.match(nowhere.stderr, /cannot start/)
})

test('the hailport script runs the command and passes its exit code on', async () => {
  const script = fileURLToPath(new URL('../../bin/hailport.js', import.meta.url))
  const { code, stdout } = await finish(spawn(process.execPath, [script, '--version']))
  assert.equal(code, 0)
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
  assert.equal((await finish(spawn(process.execPath, [script, 'nonsense']))).code, 64)
})
