import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isMissingText, isPlaceholderMac, isPlaceholderSerial, isPlaceholderText, isPlaceholderUuid } from './index.ts'

test('serial numbers that tell nothing apart', () => {
  const none = [
    '',
    ' ',
    '0',
    '00000000',
    'XXXXXX',
    '123456789',
    '0123456789',
    'Default string',
    ' TO BE FILLED BY O.E.M. ',
    'None',
    'N/A',
  ]
  for (const serial of [
    ...none,
    'SMBIOS_STRING_INDEX_0',
    'System Serial Number',
    'Chassis Serial Number',
    'null',
    'na',
    'unknown',
  ]) {
    assert.ok(isPlaceholderSerial(serial), serial)
  }
  for (const serial of ['5CG8123ABC', 'TEST000001', '0000000000000001', '12345'])
    assert.ok(!isPlaceholderSerial(serial), serial)
})

test('texts', () => {
  for (const text of ['System manufacturer', 'SYSTEM PRODUCT NAME', 'Not Specified'])
    assert.ok(isPlaceholderText(text), text)
  for (const text of ['HP', 'X', '1']) assert.ok(!isPlaceholderText(text), text)
  assert.ok(isMissingText('\t') && !isMissingText('None'))
})

test('UUIDs', () => {
  const none = ['00000000-0000-0000-0000-000000000000', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', '', 'no']
  for (const uuid of [...none, '03000200-0400-0500-0006-000700080009', '{00020003-0004-0005-0006-000700080009}']) {
    assert.ok(isPlaceholderUuid(uuid), uuid)
  }
  assert.ok(!isPlaceholderUuid('4C4C4544-0038-5410-8037-B7C04F4A3333'))
})

test('MAC addresses', () => {
  for (const mac of ['000000000000', 'ff-ff-ff-ff-ff-ff', '01:00:5e:00:00:01', '0200.5e00.5301', '', '0000'])
    assert.ok(isPlaceholderMac(mac), mac)
  for (const mac of ['00-00-5E-00-53-01', '00005e005301']) assert.ok(!isPlaceholderMac(mac), mac)
})
