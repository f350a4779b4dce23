import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LabelFormat, readLabel, usualLabels } from './label.ts'

const [serialNumber, productKeyId] = ['SN-0001', '3305000000001']
const both = { serialNumber, productKeyId }
const read = (scan: string, format: Partial<LabelFormat> = {}) => readLabel(scan, { ...usualLabels, ...format })

test('product key id and serial number in one scan, whatever is between them and whichever comes first', () => {
  for (const between of ['\t', ';', ',', '|', ' ', '   ']) {
    assert.deepEqual(read(`${productKeyId}${between}${serialNumber}\r`), both)
    assert.deepEqual(read(`${serialNumber}${between}${productKeyId}`), both)
  }
  assert.deepEqual(read(`${productKeyId}--${serialNumber}`, { separator: '--' }), both)
})

test('one value is a serial number, unless it has the form of a product key id', () => {
  assert.deepEqual(read(serialNumber), { serialNumber })
  assert.deepEqual(read(productKeyId), { productKeyId })
})

test('prefixes tell the values apart', () => {
  const format = { serialPrefix: 'SN:', productKeyIdPrefix: 'PKID:' }
  assert.deepEqual(read('PKID:3305000000001 SN:SN-0001 MODEL:X', format), both)
  assert.deepEqual(read('MODEL:X', format), { problem: 'There is neither a serial number nor a product key id in it.' })
})

test('GS1: with parentheses, with separators, with a symbology identifier, with what a keyboard types for the separator', () => {
  assert.deepEqual(read(`(01)09506000134352(21)${serialNumber}(240)${productKeyId}`), both)
  assert.deepEqual(read(`]d20109506000134352${'21'}${serialNumber}\u001d240${productKeyId}`), both)
  assert.deepEqual(read(`]C110LOT9\u001d21${serialNumber}\u001d240${productKeyId}`), both)
  assert.deepEqual(read(`0109506000134352240${productKeyId}~21${serialNumber}`, { groupSeparator: '~' }), both)
  assert.deepEqual(read(`(8003)X(91)${productKeyId}(21)${serialNumber}`, { productKeyIdIdentifier: '91' }), both)
})

test('ISO 15434 with data identifiers', () => {
  const scan = `[)>\u001e06\u001d1PMODEL\u001dS${serialNumber}\u001d9K${productKeyId}\u001e\u0004`
  assert.deepEqual(read(scan, { productKeyIdPrefix: '9K' }), both)
  assert.deepEqual(read(scan), { serialNumber })
})

test('what cannot be told apart is not guessed', () => {
  for (const scan of ['', 'A B C', 'A B', '(01)09506000134352']) assert.ok('problem' in read(scan), scan)
})
