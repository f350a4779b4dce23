import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import type { BootAnswer, BootProfile } from './answer.ts'
import { offlineProfileFile } from './offline-profile-file.ts'

const profile: BootProfile = {
  Version: 2049,
  CloudAssignedTenantId: '00000000-0000-4000-8000-000000000001',
  CloudAssignedTenantDomain: 'contoso.example',
  CloudAssignedOobeConfig: 28,
  CloudAssignedDomainJoinMethod: 0,
  CloudAssignedForcedEnrollment: 1,
  ZtdCorrelationId: '00000000-0000-4000-8000-000000000002',
  CloudAssignedAadServerData:
    '{"ZeroTouchConfig":{"CloudAssignedTenantUpn":"","ForcedEnrollment":1,"CloudAssignedTenantDomain":"contoso.example"}}',
}
const answer = (more: object): BootAnswer => ({
  status: 'registered',
  correlationId: 'c',
  profile: { ...profile, ...more },
})

it('writes exactly the fields Windows knows', () => {
  assert.deepEqual(JSON.parse(offlineProfileFile(answer({ surprise: 1, id: 'p1' }))), profile)
})

it('is plain ASCII whatever the profile says, and reads back the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (name, comment) => {
      const text = offlineProfileFile(answer({ CloudAssignedDeviceName: name, Comment_File: comment }))
      assert.match(text, /^[\n\x20-\x7e]*$/)
      const back = JSON.parse(text)
      assert.equal(back.CloudAssignedDeviceName, name)
      assert.equal(back.Comment_File, comment)
    }),
  )
})

it('refuses an answer that cannot make a file Windows accepts', () => {
  const missing = { code: 'bad_request', message: /ZtdCorrelationId is undefined, not a string/ }
  assert.throws(() => offlineProfileFile(answer({ ZtdCorrelationId: undefined })), missing)
  const noProfile: BootAnswer = { status: 'not_registered', correlationId: 'c', profile: null }
  assert.throws(() => offlineProfileFile(noProfile), { code: 'bad_request', message: /not_registered/ })
})
