import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finish, run, start, temporary, until } from '../testing/run.ts'

test('makes a link for the first operator, beside a service that runs, and for nobody else', async t => {
  const data = temporary(t)
  const service = start(['serve', '--data', data, '--port', '0', '--log-level', 'error'])
  const said = await until(service, /Keep them safe/)
  const [, url = ''] = /listens on (http:\S+)\. /.exec(said) ?? []
  const [first = ''] = /http\S+\/invitation\/\S+/.exec(said) ?? []
  const link = (...more: string[]) => run(['person', 'link', '--data', data, '--public-url', url, ...more])

  const made = await link('--email', 'Operator@registry.invalid', '--reset-second-factors')
  assert.equal(made.code, 0, made.stderr)
  const [second = ''] = /http\S+\/invitation\/\S+/.exec(made.stdout) ?? []
  assert.equal((await fetch(second)).status, 200)
  assert.equal((await fetch(first)).status, 404, 'it replaces the one before')

  for (const wrong of [
    ['--email', 'nobody@registry.invalid'],
    ['--email', 'operator@registry.invalid', '--organization', 'nowhere.example'],
  ]) {
    const refused = await link(...wrong)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /No link was made: there is no person/)
  }
  assert.equal((await run(['person', 'link', '--data', `${data}/none`, '--email', 'a@b.example'])).code, 1)
  assert.equal((await run(['person', 'link'])).code, 64)
  service.kill('SIGTERM')
  assert.equal((await finish(service)).code, 0)
})
