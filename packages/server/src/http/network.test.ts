import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf } from './network.ts'

test('an IPv4 address counts as itself, however it is written', () => {
  for (const text of ['192.0.2.1', '::ffff:192.0.2.1', '::FFFF:192.0.2.1', '0:0:0:0:0:ffff:192.0.2.1'])
    assert.equal(networkOf(text), '192.0.2.1', text)
})

test('an IPv6 address counts as its /64, however it is written', () => {
  const same = ['2001:db8::1', '2001:DB8::ffff:0:1', '2001:0db8:0000:0000:1:2:3:4', '2001:db8::', '2001:db8::192.0.2.1']
  for (const text of same) assert.equal(networkOf(text), '2001:db8:0:0::/64', text)
  assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  assert.equal(networkOf('2001:db8:0:7::1'), '2001:db8:0:7::/64')
  assert.equal(networkOf('1:2:3::8'), '1:2:3:0::/64')
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
  assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
})
