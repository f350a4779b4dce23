import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { engineUnderTest } from '../testing/database.ts'
import { type DeviceOverrides, device } from '../testing/index.ts'
import { hashRow, makeScene, type Scene, told } from '../testing/scene.ts'
import type { DeviceResult } from './index.ts'

const variants: readonly DeviceOverrides[] = [
  {},
  { fields: { OsSystemTime: '2026-03-01T10:00:00Z' } },
  { tpm: 'another board' },
  { tpm: false },
  { placeholderSerial: true },
  { placeholderUuid: true, tpm: false },
  { placeholderSerial: true, tpm: false },
  { serialNumber: 'SHARED' },
]
const pkid = (n: number) => String(9_220_000_000_000 + n)
const reportedDevice = (n: number) => device(n, { productKeyId: pkid(n) })

const anyRow: fc.Arbitrary<object> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.nat(6), fc.nat(variants.length - 1))
      .map(([n, variant]) => hashRow(device(n, variants[variant]))),
  },
  { weight: 1, arbitrary: fc.nat(9).map(n => ({ ...hashRow(device(n)), groupTag: n % 2 ? 'A' : 'B' })) },
  { weight: 1, arbitrary: fc.nat(9).map(n => ({ productKeyId: pkid(n) })) },
  { weight: 1, arbitrary: fc.nat(9).map(n => reportedDevice(n).tuple) },
  { weight: 1, arbitrary: fc.constantFrom({}, { serialNumber: 'S' }, { hardwareHash: 'AAAA' }, { colour: 'red' }) },
)

interface World {
  readonly rows: object[]
  readonly before: object[]
  readonly deviceLimit: number | null
  readonly groupTags: string[] | null
  readonly whenAbsent: 'hold' | 'refuse'
  readonly onMissingConsent: 'hold' | 'refuse'
}
const anyWorld: fc.Arbitrary<World> = fc.record({
  rows: fc.array(anyRow, { minLength: 1, maxLength: 16 }),
  before: fc.array(anyRow, { maxLength: 4 }),
  deviceLimit: fc.option(fc.integer({ min: 1, max: 6 })),
  groupTags: fc.option(fc.constant(['A', 'B']), { freq: 4 }),
  whenAbsent: fc.constantFrom('hold', 'refuse'),
  onMissingConsent: fc.constantFrom('hold', 'refuse'),
})

/** Reported devices, some registered by the customer and by another, and a consent. */
async function stage(world: World, chunkRows: number): Promise<Scene> {
  const scene = await makeScene({ chunkRows })
  await scene.report([0, 1, 2, 3, 7].map(reportedDevice))
  const half = Math.ceil(world.before.length / 2)
  if (half > 0) await scene.register(scene.customer, world.before.slice(0, half))
  if (half < world.before.length) await scene.register(scene.other, world.before.slice(half), {}, scene.other.id)
  const { deviceLimit, groupTags, whenAbsent } = world
  await scene.consent(scene.maker, { deviceLimit, groupTags, whenAbsent })
  await scene.work()
  return scene
}

async function runBatch(scene: Scene, world: World, more: object = {}): Promise<DeviceResult[]> {
  const batch = await scene.submit(scene.maker, world.rows, { onMissingConsent: world.onMissingConsent, ...more })
  await scene.work()
  scene.audit()
  return scene.results(batch)
}

/** Which rows are the same device; ids differ from run to run. */
function shape(results: readonly DeviceResult[]): string[] {
  const names = new Map<string, number>()
  return results.map(({ status, code, field, warnings, deviceId }) => {
    if (deviceId !== undefined && !names.has(deviceId)) names.set(deviceId, names.size)
    const remarks = warnings?.map(warning => warning.message)
    return JSON.stringify([status, code, field, remarks, deviceId === undefined ? null : names.get(deviceId)])
  })
}

// Every run makes a database, which takes a server some time.
const runs = { numRuns: engineUnderTest === 'sqlite' ? 25 : 8 }

test('a dry run of a call says exactly what the call then does, and changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, async world => {
      const scene = await stage(world, 500)
      try {
        const { onMissingConsent } = world
        const before = scene.dump()
        const rehearsed = await scene.register(scene.maker, world.rows, { dryRun: true, onMissingConsent })
        assert.deepEqual(scene.dump(), before)
        const real = await scene.register(scene.maker, world.rows, { onMissingConsent })
        assert.deepEqual(told(rehearsed), told(real))
        assert.deepEqual(
          real.map(result => result.position),
          world.rows.map((_, index) => index),
        )
        scene.audit()
      } finally {
        await scene.close()
      }
    }),
    runs,
  )
})

test('a dry run of a batch of several chunks says what the batch then does, and changes nothing but itself', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, fc.integer({ min: 1, max: 5 }), async (world, chunkRows) => {
      const scene = await stage(world, chunkRows)
      try {
        const others = () => {
          const { batches: _b, batch_chunks: _c, submitted_batches: _s, ...rest } = scene.dump()
          return rest
        }
        const before = others()
        const rehearsed = await runBatch(scene, world, { dryRun: true })
        assert.deepEqual(others(), before)
        assert.deepEqual(scene.rows('select distinct state from batches where dry_run = 1'), [{ state: 'finished' }])
        const real = await runBatch(scene, world)
        assert.deepEqual(told(rehearsed), told(real))
      } finally {
        await scene.close()
      }
    }),
    runs,
  )
})

test('the size of chunks changes no outcome', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, fc.integer({ min: 1, max: 6 }), async (world, chunkRows) => {
      const shapes: string[][] = []
      for (const size of [chunkRows, 500]) {
        const scene = await stage(world, size)
        try {
          shapes.push(shape(await runBatch(scene, world)))
        } finally {
          await scene.close()
        }
      }
      assert.deepEqual(shapes[0], shapes[1])
    }),
    runs,
  )
})

test('registering the same list again binds nothing new', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, async world => {
      const scene = await stage({ ...world, deviceLimit: null }, 500)
      try {
        await scene.register(scene.maker, world.rows)
        const devices = scene.rows('select * from registrations')
        const again = await scene.register(scene.maker, world.rows)
        assert.deepEqual(scene.rows('select * from registrations'), devices)
        assert.ok(again.every(result => result.status !== 'registered'))
        scene.audit()
      } finally {
        await scene.close()
      }
    }),
    runs,
  )
})
