import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from 'otpauth'
import { builtInGrants, type Principal, registryId } from '../organizations/index.ts'
import { needsSecondFactor } from './policy.ts'
import { stepFor } from './steps.ts'
import { newTotpSecret, stepOf, totpUri } from './totp.ts'

test('codes are those of RFC 6238', () => {
  const secret = Secret.fromUTF8('12345678901234567890')
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ] as const)
    assert.equal(stepOf(secret, code, seconds * 1000), Math.floor(seconds / 30))
  assert.equal(stepOf(secret, '287 082', 59_000), 1, 'as apps show it')
  assert.equal(stepOf(secret, '287082', 89_000), 1, 'one step late')
  assert.equal(stepOf(secret, '287082', 120_000), undefined)
  for (const code of ['', '28708', '2870820', 'abcdef', '287082x'])
    assert.equal(stepOf(secret, code, 59_000), undefined)
})

test('what the app reads names the organization and the person', () => {
  const secret = newTotpSecret()
  assert.match(secret, /^[A-Z2-7]{32}$/)
  const uri = new URL(totpUri(secret, 'ada@contoso.example', 'Contoso: Works'))
  assert.equal(uri.protocol, 'otpauth:')
  assert.equal(uri.searchParams.get('secret'), secret)
  assert.equal(uri.searchParams.get('issuer'), 'Hailport Contoso  Works')
})

test('a factor that is there is asked for, one that is needed is set up', () => {
  const none = { passkeys: 0, recoveryCodes: 10 }
  const app = { ...none, totpSince: 1 }
  const key = { ...none, passkeys: 1 }
  for (const [factors, needed, amr, step] of [
    [none, false, ['pwd'], 'done'],
    [none, true, ['pwd'], 'set-up'],
    [app, false, ['pwd'], 'second-factor'],
    [app, true, ['pwd'], 'second-factor'],
    [key, true, ['pwd'], 'second-factor'],
    [app, true, ['pwd', 'otp', 'mfa'], 'done'],
    [key, true, ['pop', 'user', 'mfa'], 'done'],
  ] as const)
    assert.equal(stepFor({ factors, needed, amr }), step)
})

test('who decides about others needs a second factor, unless the policy says otherwise', () => {
  const person = (role: string): Principal => ({
    kind: 'person',
    id: registryId,
    organization: { kind: 'tenant', id: registryId },
    roles: [role],
    grants: builtInGrants([role]),
  })
  const needs = (role: string, secondFactor: 'optional' | 'privileged' | 'everyone' = 'privileged') =>
    needsSecondFactor({ secondFactor, externalOnly: false, breakGlass: [] }, person(role))
  for (const role of ['operator', 'tenant-admin', 'partner-admin', 'consent-approver']) assert.ok(needs(role), role)
  for (const role of ['device-reader', 'device-manager', 'auditor', 'registrar']) assert.ok(!needs(role), role)
  assert.ok(needs('device-reader', 'everyone'))
  assert.ok(!needs('tenant-admin', 'optional'))
})
