import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { decodeHardwareHash } from '@hailport/hardware-hash'
import fc from 'fast-check'
import { startSoftwareTpm } from '../tpm/swtpm.ts'
import { type CaptureOptions, captureDevice } from './capture-device.ts'
import { FixtureMachine, notebook, notebookTable } from './fixture-machine.ts'
import { readSmbiosTable } from './smbios-table.ts'

const roots: string[] = []
function newRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'hailport-machine-'))
  roots.push(root)
  return root
}
after(() => {
  for (const root of roots) rmSync(root, { recursive: true })
})

const at = new Date('2026-03-19T09:14:13.500Z')

async function capture(options: CaptureOptions) {
  const captured = await captureDevice({ at, ...options })
  assert.equal(captured.base64, Buffer.from(captured.hash).toString('base64'))
  return { ...captured, decoded: decodeHardwareHash(captured.hash) }
}

describe('a notebook', () => {
  const { root } = notebook(newRoot())

  it('is in the hash as Windows would say it', async () => {
    const { decoded, missing } = await capture({ root })
    assert.equal(decoded.OsSystemTime, '2026-03-19T09:14:13Z')
    assert.equal(decoded.SmbiosUuid, '33221100-5544-7766-8899-aabbccddeeff')
    assert.equal(decoded.SmbiosSystemManufacturer, 'Fabrikam')
    assert.equal(decoded.SmbiosSystemProductName, 'Slate 14')
    assert.equal(decoded.SmbiosSystemSerialNumber, 'SIM-0001')
    assert.equal(decoded.SmbiosSkuNumber, 'SKU-14')
    assert.equal(decoded.SmbiosSystemFamily, 'Slate')
    assert.equal(decoded.SmbiosBoardProduct, 'FB-1400')
    assert.equal(decoded.ChassisType, '0x0A')
    assert.equal(decoded.PowerPlatformRole, 'Mobile')
    assert.deepEqual(
      [decoded.TotalPhysicalRAM, decoded.SmbiosRamMaximumCapacity, decoded.SmbiosRamSlots, decoded.SmbiosRamArrayCount],
      [32, 64, 2, 1],
    )
    assert.deepEqual(
      [decoded.ProcessorModel, decoded.ProcessorCores, decoded.ProcessorThreads, decoded.OsCpuArchitecture],
      ['Synthetic(R) CPU', 3, 4, 'x64'],
    )
    assert.deepEqual(decoded.ProcessorClasses, [
      { EfficiencyClass: 1, Cores: 1, Threads: 2 },
      { EfficiencyClass: 0, Cores: 2, Threads: 2 },
    ])
    assert.deepEqual(decoded.NetworkAdapters, [
      { PhysicalMedium: '802_3', MacAddress: '00-00-5E-00-53-01', BusEnumerator: 'PCI' },
      { PhysicalMedium: 'Native802_11', MacAddress: '00-00-5E-00-53-02', BusEnumerator: 'PCI' },
    ])
    const disk = '0025_388B_91D8_A1E2.|Synthetic NVMe 512|'
    assert.deepEqual(decoded.Disks, [
      { DiskCapacity: 512, StorageBusType: 'NVMe', IncursSeekPenalty: 0, TrimEnabled: 1, DiskSerialNumber: disk },
    ])
    assert.deepEqual(
      [decoded.DisplayResolutionHorizontal, decoded.DisplayResolutionVertical, decoded.DisplaySizePhysicalH],
      [1920, 1200, 302],
    )
    assert.deepEqual([decoded.EdidImageSizeH, decoded.EdidImageSizeV], [30, 19])
    assert.deepEqual(missing.map(({ field }) => field).sort(), ['ProductKeyID', 'TPMEkPub'])
  })

  it('keeps the product key to itself, and says that its id is missing', async () => {
    const { hash, fields, missing } = await capture({ root })
    assert.doesNotMatch(Buffer.from(hash).toString('latin1') + JSON.stringify([fields, missing]), /AAAAA-BBBBB/)
    assert.match(missing.find(({ field }) => field === 'ProductKeyID')?.why ?? '', /cannot be derived/)
    const given = await capture({ root, productKeyId: '3305000000001' })
    assert.equal(given.decoded.ProductKeyID, '3305000000001')
    assert.ok(!given.missing.some(({ field }) => field === 'ProductKeyID'))
  })

  it('has the endorsement key of its TPM', async () => {
    const software = await startSoftwareTpm()
    try {
      const { decoded, missing } = await capture({ root, tpm: software.address })
      assert.equal(decoded.TPMEkPub?.length, 512)
      assert.match(
        decoded.TPMVersion ?? '',
        /^TPM-Version:2\.0 -Level:0-Revision:1\.\d\d-VendorID:'IBM '-Firmware:\d+\.\d+$/,
      )
      assert.equal(decoded.OfflineDeviceIdType, 'TPM_EK')
      assert.ok(!missing.some(({ field }) => field === 'TPMEkPub'))
    } finally {
      await software.stop()
    }
  })

  it('names a TPM that does not answer, and refuses an address of no form', async () => {
    const { missing } = await capture({ root, tpm: 'unix:/nowhere' })
    assert.match(missing.find(({ field }) => field === 'TPMEkPub')?.why ?? '', /unix:\/nowhere/)
    await assert.rejects(captureDevice({ root, tpm: 'nowhere' }), { code: 'bad_request' })
  })
})

describe('other machines', () => {
  it('without rights, serial number and UUID are named as missing, with what to do', async () => {
    const machine = new FixtureMachine(newRoot())
    machine.files('sys/class/dmi/id', { sys_vendor: 'Tailwind', product_name: 'Tower', chassis_type: '3' })
    for (const name of ['product_serial', 'product_uuid']) machine.file(`sys/class/dmi/id/${name}`, 'secret', 0o000)
    const captured = await unprivileged(machine.root, () => captureDevice({ root: machine.root, at }))
    const decoded = decodeHardwareHash(captured.hash)
    assert.equal(decoded.SmbiosSystemManufacturer, 'Tailwind')
    assert.equal(decoded.ChassisType, '0x03')
    assert.equal(decoded.PowerPlatformRole, 'Desktop')
    for (const field of ['SmbiosSystemSerialNumber', 'SmbiosUuid']) {
      const entry = captured.missing.find(each => each.field === field)
      assert.equal(entry?.remedy, 'Run the capture as root.')
    }
  })

  it('a machine of which nothing can be read gives a hash that says so', async () => {
    const { decoded, missing } = await capture({ root: newRoot() })
    assert.equal(decoded.SmbiosSystemSerialNumber, 'SMBIOS_STRING_INDEX_0')
    assert.equal(decoded.TPMEkPub, undefined)
    const fields = missing.map(({ field }) => field)
    for (const field of [
      'SmbiosUuid',
      'ProcessorModel',
      'MacAddress',
      'DiskSerialNumber',
      'TPMEkPub',
      'ProductKeyID',
    ]) {
      assert.ok(fields.includes(field), field)
    }
  })

  it('an adapter whose address was changed is left out and named', async () => {
    const machine = new FixtureMachine(newRoot())
    machine.files('sys/class/net/eth0', { type: '1', address: '02:00:00:00:00:09', addr_assign_type: '3' })
    machine.link('sys/class/net/eth0/device', 'sys/devices/vmbus0').device('sys/devices/vmbus0', 'vmbus')
    const { decoded, missing } = await capture({ root: machine.root })
    assert.deepEqual(decoded.NetworkAdapters, [])
    assert.match(missing.find(({ field }) => field === 'MacAddress')?.remedy ?? '', /ethtool -P eth0/)
  })

  it('a SATA disk has its whole model from udev and its serial number from page 80h', async () => {
    const machine = new FixtureMachine(newRoot())
    const at = 'sys/devices/pci0/ata1/host0/target0:0:0/0:0:0:0'
    machine.files(at, {
      model: 'Synthetic SATA D',
      vendor: 'ATA     ',
      vpd_pg80: Buffer.from('\0\x80\0\x08SIM-0042', 'latin1'),
    })
    machine.files('sys/block/sda', { size: '1953525168', removable: '0', dev: '8:0' })
    machine.link('sys/block/sda/device', at).file('sys/block/sda/queue/rotational', '1')
    machine.file('run/udev/data/b8:0', 'S:disk\nE:ID_MODEL_ENC=Synthetic\\x20SATA\\x20Disk\\x201TB')
    const { decoded } = await capture({ root: machine.root })
    const disk = 'SIM-0042|Synthetic SATA Disk 1TB|'
    assert.deepEqual(decoded.Disks, [
      { DiskCapacity: 1000, StorageBusType: 'SATA', IncursSeekPenalty: 1, TrimEnabled: 0, DiskSerialNumber: disk },
    ])
  })

  it('the machine this runs on can be captured', async () => {
    assert.equal((await captureDevice()).hash.length, 3000)
  })
})

it('no SMBIOS table, however broken, stops the capture', () => {
  const whole = notebookTable()
  assert.deepEqual(
    readSmbiosTable(whole).map(({ type }) => type),
    [0, 1, 2, 3, 16, 17, 17, 127],
  )
  for (let length = 0; length < whole.length; length++) readSmbiosTable(whole.subarray(0, length))
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), table => readSmbiosTable(table).length <= 75))
})

/** Runs as nobody where the tests run as root, to whom no file is closed. */
async function unprivileged<T>(root: string, run: () => Promise<T>): Promise<T> {
  const { chmodSync } = await import('node:fs')
  chmodSync(root, 0o755)
  const user = process.geteuid?.()
  if (user !== 0) return run()
  const NOBODY = 65_534
  process.seteuid?.(NOBODY)
  try {
    return await run()
  } finally {
    process.seteuid?.(user)
  }
}
