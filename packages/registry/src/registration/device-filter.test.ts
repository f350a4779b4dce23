import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../ids.ts'
import type { Principal } from '../organizations/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Scene } from '../testing/scene.ts'
import {
  countDevices,
  type DeviceFilter,
  deregisterDevice,
  exportDevices,
  listDevices,
  searchDevices,
} from './index.ts'

let scene: Scene
let ids: string[]
const serials = ['AB-100', 'AB-101', 'ab-102', 'XAB-1', '100%_A', 'C!7', '-1+1', 'q"u,o']
before(async () => {
  scene = await makeScene({ listedDevices: 20, pageSize: 3 })
  const rows = serials.map((serialNumber, n) => ({
    ...hashRow(device(n, { serialNumber })),
    ...(n < 3 && { groupTag: 'T' }),
    ...(n === 1 && { assignedUser: 'ada@fabrikam.example' }),
  }))
  ids = (await scene.register(scene.customer, rows)).map(result => String(result.deviceId))
  await scene.consent(scene.maker)
  const foreign = hashRow(device(50, { serialNumber: 'AB-OEM', tpm: false }))
  ids.push(String((await scene.register(scene.maker, [foreign]))[0]?.deviceId))
  await scene.registry.store.write(async tx => {
    const contact = [scene.customer.id, ids[2], 5, 5, 1]
    await tx.insertMany('contacts', ['tenant_id', 'device_id', 'first_at', 'last_at', 'times'], [contact])
  })
  await scene.register(scene.customer, [hashRow(device(3, { serialNumber: 'XAB-1', tpm: 'another' }))])
})
after(() => scene.close())

const at = () => [scene.registry, scene.customer.who, scene.customer.id] as const
/** Numbers of the devices that a list finds, all of its pages. */
async function find(filter: DeviceFilter, who: Principal = scene.customer.who): Promise<number[]> {
  const found: number[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listDevices(scene.registry, who, scene.customer.id, {
      ...filter,
      order: filter.order ?? 'asc',
      ...(cursor && { cursor }),
    })
    found.push(...page.items.map(one => ids.indexOf(one.id)))
    cursor = page.nextCursor
    if (cursor === undefined) return found
  }
}

test('serial numbers: a part, a beginning, a pattern, whatever their capitals; signs of SQL mean themselves', async () => {
  const cases: [string, number[]][] = [
    ['ab-1', [0, 1, 2, 3]],
    ['AB', [0, 1, 2, 3, 8]],
    ['ab-*', [0, 1, 2, 8]],
    ['AB-10?', [0, 1, 2]],
    ['*1', [1, 3, 6]],
    ['A?-1*', [0, 1, 2]],
    ['%', [4]],
    ['0%_', [4]],
    ['_', [4]],
    ['!', [5]],
    ['nothing', []],
    ['', [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  ]
  for (const [serial, expected] of cases) {
    assert.deepEqual(await find({ serial }), expected, serial)
    assert.deepEqual(
      (await find({ serial, sort: 'serialNumber' })).sort((a, b) => a - b),
      expected,
      serial,
    )
  }
})

test('tag, user, first boot, conflict, who registered, by what, when, which', async () => {
  const all = ids.map((_, n) => n)
  const without = (...some: number[]) => all.filter(n => !some.includes(n))
  const cases: [DeviceFilter, number[]][] = [
    [{ tagged: true }, [0, 1, 2]],
    [{ tagged: false }, without(0, 1, 2)],
    [{ assigned: true }, [1]],
    [{ assigned: false }, without(1)],
    [{ assignedUser: 'ada@fabrikam.example' }, [1]],
    [{ booted: true }, [2]],
    [{ booted: false }, without(2)],
    [{ conflict: true }, [3]],
    [{ conflict: false }, without(3)],
    [{ registrarKind: 'oem' }, [8]],
    [{ source: 'hash', quality: 'weak' }, [8]],
    [{ registeredFrom: scene.clock.now() }, all],
    [{ registeredFrom: scene.clock.now() + 1 }, []],
    [{ registeredUntil: scene.clock.now() }, []],
    [{ registeredUntil: scene.clock.now() + 1 }, all],
    [{ ids: [String(ids[4]), String(ids[0]), newId(), 'no id'] }, [0, 4]],
    [{ serialNumbers: ['AB-100', 'ab-100', 'C!7'] }, [0, 5]],
    [{ where: { kind: 'compare', property: 'groupTag', operator: 'eq', value: '' } }, without(0, 1, 2)],
    [{ where: { kind: 'compare', property: 'lastContactAt', operator: 'gt', value: new Date(0) } }, [2]],
    [{ tagged: true, booted: false, serial: 'ab-10*' }, [0, 1]],
  ]
  for (const [filter, expected] of cases) assert.deepEqual(await find(filter), expected, JSON.stringify(filter))
})

test('pasted serial numbers: those that no device has are listed, once, on the first page', async () => {
  const serialNumbers = ['AB-100', 'nobody', 'AB-101', 'nobody', 'ab-102', 'XAB-1']
  const first = await searchDevices(...at(), { serialNumbers, order: 'asc' })
  assert.deepEqual([first.items.length, first.notFound], [3, ['nobody']])
  const second = await searchDevices(...at(), { serialNumbers, order: 'asc', cursor: String(first.nextCursor) })
  assert.deepEqual([second.items.length, second.notFound], [1, undefined])
  await rejectsWith('invalid_request', searchDevices(...at(), { serialNumbers: Array(21).fill('x') }), 'serialNumbers')
  await rejectsWith('not_found', searchDevices(scene.registry, scene.other.who, scene.customer.id, { serialNumbers }))
})

test('a partner does not browse by parts of serial numbers, and is not told of what it may not see', async () => {
  assert.deepEqual(await find({ serial: 'AB' }, scene.maker.who), [8])
  assert.deepEqual(
    await find({ where: { kind: 'match', how: 'contains', property: 'serialNumber', text: 'A' } }, scene.maker.who),
    [8],
  )
  await scene.consent(scene.reseller)
  const asked = { serialNumbers: ['AB-100'] }
  const found = await searchDevices(scene.registry, scene.reseller.who, scene.customer.id, asked)
  assert.deepEqual(found, { items: [], notFound: ['AB-100'] })
})

test('counts', async () => {
  await deregisterDevice(...at(), String(ids[7]))
  const counts = await countDevices(...at(), { tagged: true, booted: false })
  assert.deepEqual(counts, { matching: 2, registered: 8, booted: 1, inConflict: 1, held: 0, released: 1 })
  assert.equal((await countDevices(...at(), {})).matching, 8)
  await rejectsWith('not_found', countDevices(scene.registry, scene.maker.who, scene.customer.id, {}))
})

test('the CSV file: every page, quoted where needed, no formulas', async () => {
  const read = async (filter: DeviceFilter = {}) => {
    let text = ''
    for await (const part of await exportDevices(...at(), { ...filter, order: 'asc' })) text += part
    return text.split('\r\n')
  }
  const lines = await read()
  assert.equal(lines.length, 1 + 8 + 1)
  assert.match(String(lines[0]), /^id,serialNumber,manufacturer,.*,lastContactAt$/)
  assert.ok(lines[7]?.includes(`"'-1+1"`), lines[7])
  assert.ok(lines[3]?.endsWith('1970-01-01T00:00:00.005Z,1970-01-01T00:00:00.005Z'))
  assert.equal((await read({ tagged: true })).length, 1 + 3 + 1)
  await rejectsWith('not_found', exportDevices(scene.registry, scene.other.who, scene.customer.id, {}))
})
