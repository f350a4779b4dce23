import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DeviceOverrides, device } from '../testing/device.ts'
import { criticalFields, defaultRequired, judgeUnit, type SeenUnit, seenKeys } from './station-side.ts'

const now = new Date('2026-11-23T06:00:00Z')
const whole: DeviceOverrides = {
  productKeyId: '3305000000001',
  fields: { SmbiosSystemFamily: 'Notebook', TPMVersion: 'TPM-Version:2.0', OsSystemTime: '2026-11-23T05:00:00Z' },
}

/** The list of a station: what shares a key. */
class Seen {
  readonly #units: { keys: string[]; unit: SeenUnit }[] = []

  readonly find = (keys: readonly string[]) =>
    this.#units.filter(each => each.keys.some(key => keys.includes(key))).map(({ unit }) => unit)

  judge(hash: string, label: object = {}, required = defaultRequired) {
    return judgeUnit({ hardwareHash: hash, ...label }, { required, now }, this.find)
  }

  add(hash: string, said: string, label: object = {}): void {
    const { facts } = this.judge(hash, label)
    assert.ok(facts)
    this.#units.push({ keys: seenKeys(facts), unit: { facts, said } })
  }
}

const codes = ({ verdict, findings }: ReturnType<Seen['judge']>) => [verdict, findings[0]?.code]

test('a whole unit is good; it is reported without its zero tail, with what its label says', () => {
  const unit = device(1, whole)
  const label = { serialNumber: unit.serialNumber, productKeyId: '3305000000001' }
  const { verdict, device: reported } = new Seen().judge(unit.base64, label, criticalFields)
  assert.equal(verdict, 'ok')
  const { hardwareHash = '', ...rest } = reported ?? {}
  assert.deepEqual(rest, label)
  assert.ok(hardwareHash.length < unit.base64.length)
  assert.equal(new Seen().judge(hardwareHash).verdict, 'ok')
})

test('what the maker insists on is missing or a placeholder: stop; other things are to be looked at', () => {
  const seen = new Seen()
  for (const [overrides, code] of [
    [{ placeholderSerial: true }, 'field-placeholder'],
    [{ placeholderUuid: true }, 'field-placeholder'],
    [{ tpm: false }, 'field-missing'],
    [{ network: false }, 'field-missing'],
    [{ manufacturer: 'To be filled by O.E.M.' }, 'field-placeholder'],
  ] as const)
    assert.deepEqual(codes(seen.judge(device(1, { ...whole, ...overrides }).base64)), ['stop', code])
  const noTpm = device(1, { ...whole, tpm: false }).base64
  assert.equal(seen.judge(noTpm, {}, ['SmbiosUuid']).verdict, 'look')
  assert.deepEqual(codes(seen.judge(device(1, { ...whole, disk: false }).base64)), ['look', 'field-missing'])
})

test('the product key id of the label does for one that the hash lacks', () => {
  const unit = device(1, { ...whole, productKeyId: null }).base64
  const required = ['ProductKeyId'] as const
  assert.deepEqual(codes(new Seen().judge(unit, {}, [...required])), ['stop', 'field-missing'])
  const judged = new Seen().judge(unit, { productKeyId: '3305000000009' }, [...required])
  assert.deepEqual([judged.verdict, judged.facts?.productKeyId], ['ok', '3305000000009'])
})

test('a hash that is damaged, was changed by hand, or is of another unit than the label', () => {
  const seen = new Seen()
  const unit = device(1, whole).base64
  assert.equal(seen.judge(unit.slice(0, 400)).verdict, 'stop')
  assert.equal(seen.judge('nonsense').verdict, 'stop')
  assert.equal(seen.judge(`${unit.slice(0, 40)}${unit[40] === 'A' ? 'B' : 'A'}${unit.slice(41)}`).verdict, 'stop')
  const swapped = seen.judge(unit, { serialNumber: device(2).serialNumber })
  assert.deepEqual([swapped.findings[0]?.code, swapped.findings[0]?.field], ['hardware_mismatch', 'serialNumber'])
  const pe = device(1, { ...whole, fields: { ...whole.fields, OSType: 'WinPE' } }).base64
  assert.deepEqual(codes(seen.judge(pe)), ['stop', 'not-full-os'])
  assert.equal(seen.judge(unit, { serialNumber: 'x'.repeat(200) }).verdict, 'stop')
})

test('a unit that comes by again is known, whatever its label; two units with one number are duplicates', () => {
  const seen = new Seen()
  const first = device(1, whole)
  seen.add(first.base64, 'entry 7 here')
  const again = device(1, { ...whole, fields: { ...whole.fields, OsSystemTime: '2026-11-23T05:30:00Z' } })
  const judged = seen.judge(again.base64)
  assert.deepEqual(codes(judged), ['look', 'captured_before'])
  assert.match(judged.findings[0]?.message ?? '', /entry 7 here/)
  const { SmbiosUuid: uuid = '' } = first.fields
  for (const [overrides, code] of [
    [{ serialNumber: first.serialNumber, productKeyId: '3305000000002' }, 'serial_number_used'],
    [{ productKeyId: '3305000000001' }, 'product_key_id_used'],
    [{ uuid, productKeyId: '3305000000002' }, 'uuid_used'],
    [
      { fields: { ...whole.fields, NetworkAdapters: first.fields.NetworkAdapters }, productKeyId: null },
      'mac_address_used',
    ],
  ] as const)
    assert.deepEqual(codes(seen.judge(device(2, { ...whole, ...(overrides as DeviceOverrides) }).base64)), [
      'duplicate',
      code,
    ])
  assert.deepEqual(codes(seen.judge(device(1, { ...whole, tpm: 'another board' }).base64)), [
    'duplicate',
    'endorsement-key-changed',
  ])
  const other = device(3, { ...whole, productKeyId: null }).base64
  assert.deepEqual(codes(seen.judge(other, { productKeyId: '3305000000001' })), ['duplicate', 'product_key_id_used'])
  assert.equal(seen.judge(device(4, { ...whole, productKeyId: '3305000000004' }).base64).verdict, 'ok')
})
