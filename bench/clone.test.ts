import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { newId } from '@hailport/registry'
import { cloneValue, isOwn, padOf, planTable } from './clone.ts'

const tenant = newId()
const bytes = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex')
const once = Buffer.alloc(16)

/** As the identities of devices are: two keys that exist once, and one that devices share. */
const identities = Array.from({ length: 100 }, () => bytes(newId())).flatMap(device => [
  [randomBytes(16), once, bytes(tenant), device],
  [randomBytes(16), once, bytes(tenant), device],
  [randomBytes(16), device, bytes(tenant), device],
])
const plan = planTable(identities, ['key', 'slot', 'tenant_id', 'device_id'], new Set(['key', 'slot']))

test('ids, keys and shared values are told apart by their values', () => {
  assert.deepEqual(
    plan.columns.map(column => column.kind),
    ['key', 'id', 'same', 'id'],
  )
  assert.equal(plan.arrival, 3)
  assert.equal(isOwn(identities[0] as unknown[], plan, ['key', 'slot']), true)
  assert.equal(isOwn(identities[0] as unknown[], plan, ['slot']), false)
})

test('a clone is another device with the same shape, the same wherever its id stands', () => {
  const [key, slot, owner, device] = identities[2] as Buffer[]
  const cloned = plan.columns.map((column, at) => cloneValue(identities[2]?.[at], column, padOf(3)) as Buffer)
  assert.notDeepEqual(cloned[0], key)
  assert.deepEqual(cloned[1], cloned[3])
  assert.notDeepEqual(cloned[1], slot)
  assert.deepEqual(cloned[2], owner)
  assert.deepEqual(cloned[3]?.subarray(0, 8), device?.subarray(0, 8))
  assert.equal((cloned[3]?.[8] as number) >> 6, 2)
  const once = cloneValue(identities[0]?.[1], plan.columns[1] as never, padOf(3))
  assert.deepEqual(once, identities[0]?.[1])
})

test('an id as text becomes the text of what its bytes become', () => {
  const rows = Array.from({ length: 50 }, (_, n) => [newId(), `SIM12AB00${n}`, 'x'])
  const texts = planTable(rows, ['id', 'serial_number', 'model'], new Set(['id', 'serial_number']))
  assert.deepEqual(
    texts.columns.map(column => column.kind),
    ['id', 'text', 'same'],
  )
  const [id, serial] = rows[7] as [string, string, string]
  const asText = cloneValue(id, texts.columns[0] as never, padOf(5)) as string
  const asBytes = cloneValue(bytes(id), plan.columns[3] as never, padOf(5)) as Buffer
  assert.equal(asText.replaceAll('-', ''), asBytes.toString('hex'))
  const other = cloneValue(serial, texts.columns[1] as never, padOf(5)) as string
  assert.equal(other.length, serial.length)
  assert.notEqual(other, serial)
})

test('clone 0 is the device itself', () => {
  for (const [at, column] of plan.columns.entries())
    assert.equal(cloneValue(identities[2]?.[at], column, padOf(0)), identities[2]?.[at])
})
