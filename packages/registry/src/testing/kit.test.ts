import assert from 'node:assert/strict'
import { test } from 'node:test'
import { receiveBuildReport } from '../factory/index.ts'
import { readHash } from '../identity/index.ts'
import { bytesOf, device, ndjson, rejectsWith, testRegistry } from './index.ts'

test('a device is the same for the same number, and good', () => {
  assert.deepEqual(device(1).bytes, device(1).bytes)
  assert.notDeepEqual(device(1).bytes, device(2).bytes)
  const read = readHash(device(1).bytes)
  assert.equal('quality' in read && read.quality, 'good')
})

test('a registry, its people and a report', async () => {
  const kit = await testRegistry()
  try {
    const tenant = await kit.tenant('Fabrikam')
    const maker = await kit.partner('oem')
    assert.equal((await kit.grant(tenant.id, maker.id)).state, 'granted')
    const reporter = await kit.personOf(maker.id, ['factory-reporter'])
    const body = bytesOf(ndjson([{ hardwareHash: device(1).base64 }]))
    const report = await receiveBuildReport(kit.registry, reporter, maker.id, { format: 'ndjson', body })
    assert.equal(report.rows.new, 1)
    await rejectsWith('not_found', receiveBuildReport(kit.registry, reporter, tenant.id, { format: 'csv', body }))
  } finally {
    await kit.close()
  }
})
