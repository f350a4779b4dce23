import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterFailure, delayAfter, failureRules } from './failure-rules.ts'
import { Line } from './line.ts'
import { digestPassword, isOutdated, matchPassword } from './password-digest.ts'
import { passwordFault } from './password-rules.ts'

const context = { email: 'maria.lang@contoso.example', organizationName: 'Contoso Works' }

test('passwords are held to length and to what is guessed first, not to kinds of characters', () => {
  for (const [password, fault] of [
    ['elevenchars', 'short'],
    ['vier kleine worte reichen', undefined],
    ['0b9f3e7a2c5d', undefined],
    ['ＦｕｌｌＷｉｄｔｈ１２３４', undefined],
    ['x'.repeat(12), 'uniform'],
    ['ababababababab', 'uniform'],
    ['Password2031!', 'common'],
    ['P@ssw0rd2031', 'common'],
    ['Willkommen2031', 'common'],
    ['123456789012', 'common'],
    ['Qwertzuiop123', 'common'],
    ['maria.lang at home', 'name'],
    ['in Contoso Works we trust', 'name'],
    ['MARIA.LANG@contoso.example', 'name'],
    ['k'.repeat(100) + 'abcdefgh'.repeat(13), 'long'],
  ] as const)
    assert.equal(passwordFault(password, context), fault, password)
})

test('a short name is in too many words to be refused', () => {
  assert.equal(passwordFault('the best of all worlds', { email: 'al@x.example', organizationName: 'BO' }), undefined)
})

test('a digest is of its password only, and those of one address share the salt', async () => {
  const first = await digestPassword('kettle orbit marble')
  const second = await digestPassword('another phrase here', first)
  assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.equal(first.split('$')[4], second.split('$')[4])
  assert.notEqual(first, await digestPassword('kettle orbit marble'))
  assert.deepEqual(await matchPassword('kettle orbit marble', [first, second, undefined]), [true, false, false])
  assert.deepEqual(await matchPassword('Kettle orbit marble', [first]), [false])
  assert.deepEqual(await matchPassword('anything', []), [])
})

test('composed and decomposed characters are the same password', async () => {
  const stored = await digestPassword('b\u00e4r und fl\u00f6te im wald')
  assert.deepEqual(await matchPassword('ba\u0308r und flo\u0308te im wald', [stored]), [true])
})

test('digests of other costs still match, and are known to be outdated', async () => {
  const old = '$argon2id$v=19$m=64,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$'
  const { argon2Sync } = await import('node:crypto')
  const nonce = Buffer.from('AAECAwQFBgcICQoLDA0ODw', 'base64')
  const digest = argon2Sync('argon2id', { message: 'old', nonce, memory: 64, passes: 1, parallelism: 1, tagLength: 32 })
  const stored = old + digest.toString('base64').replaceAll('=', '')
  const fresh = await digestPassword('new')
  assert.deepEqual(await matchPassword('old', [stored, fresh]), [true, false])
  assert.deepEqual([stored, fresh].map(isOutdated), [true, false])
})

test('work waits in line, and is turned away when the line is long', async () => {
  const line = new Line(1, 1)
  const order: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = line.run(async () => {
    await gate.promise
    order.push('first')
  })
  const second = line.run(async () => void order.push('second'))
  await assert.rejects(
    line.run(async () => undefined),
    { code: 'overloaded' },
  )
  gate.resolve()
  await Promise.all([first, second])
  assert.deepEqual(order, ['first', 'second'])
  // A place is free again, also after work that failed.
  await assert.rejects(line.run(() => Promise.reject(new Error('failed'))))
  assert.equal(await line.run(async () => 'done'), 'done')
})

test('a few failures are free, then each delay is twice the one before, up to an end', () => {
  const rule = failureRules.person
  assert.deepEqual(
    [1, 4, 5, 6, 7, 11, 12, 500, 1e6].map(n => delayAfter(rule, n) / 1000),
    [0, 0, 30, 60, 120, 1920, 3600, 3600, 3600],
  )
  assert.deepEqual(afterFailure(rule, { failures: 4, blockedUntil: 0 }, 1000), { failures: 5, blockedUntil: 31_000 })
  assert.deepEqual(afterFailure(rule, { failures: 0, blockedUntil: 0 }, 1000), { failures: 1, blockedUntil: 0 })
})
