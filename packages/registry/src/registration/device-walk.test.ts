import assert from 'node:assert/strict'
import { test } from 'node:test'
import { device } from '../testing/index.ts'
import { hashRow, makeScene } from '../testing/scene.ts'
import { type Device, type DeviceFilter, listDevices } from './index.ts'

test('whatever narrows a list and however it is sorted, pages together have each match once, however little a page looks at', async () => {
  const own = await makeScene({ listMs: 0 })
  try {
    const rows = Array.from({ length: 60 }, (_, n) => ({
      ...hashRow(device(n, { model: `Model ${n % 3}` })),
      ...(n % 5 < 2 && { groupTag: `Tag ${n % 5}` }),
      ...(n === 41 && { assignedUser: 'ada@fabrikam.example' }),
    }))
    await own.register(own.customer, rows)
    const walk = async (filter: DeviceFilter) => {
      const found: string[] = []
      let pages = 0
      for (let cursor: string | undefined; ; pages++) {
        const asked = { ...filter, limit: 1, ...(cursor && { cursor }) }
        const page = await listDevices(own.registry, own.customer.who, own.customer.id, asked)
        found.push(...page.items.map(one => one.id))
        cursor = page.nextCursor
        if (cursor === undefined) return { found, pages }
      }
    }
    const all = (await listDevices(own.registry, own.customer.who, own.customer.id, { limit: 100 })).items
    const cases: [DeviceFilter, (one: Device) => boolean][] = [
      [{ assigned: true }, one => one.assignedUser !== undefined],
      [{ groupTag: 'Tag 1' }, one => one.groupTag === 'Tag 1'],
      [{ groupTag: 'Tag 1', model: 'Model 2' }, one => one.groupTag === 'Tag 1' && one.model === 'Model 2'],
      [{ tagged: false }, one => one.groupTag === undefined],
      [{ serial: '*1*' }, one => one.serialNumber?.includes('1') === true],
      [{ source: 'tuple' }, () => false],
    ]
    for (const [filter, matches] of cases)
      for (const sort of ['registeredAt', 'serialNumber', 'groupTag', 'model'] as const) {
        const { found } = await walk({ ...filter, sort })
        const expected = all.filter(matches).map(one => one.id)
        assert.equal(found.length, expected.length, `${JSON.stringify(filter)} ${sort}`)
        assert.deepEqual([...found].sort(), expected.sort())
      }
    const empty = await walk({ source: 'tuple' })
    assert.ok(empty.pages > 0, 'a page that found nothing says that others follow')
  } finally {
    await own.close()
  }
})
