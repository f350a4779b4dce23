import { hashTextOf, type SimulatedDevice, simulateFactory } from '@hailport/device'
import type { Device, DeviceResult } from './client.ts'
import { captureLater, labelOf } from './devices.ts'
import type { Built } from './step-build-report.ts'
import type { Cast } from './step-organizations.ts'
import type { Story } from './story.ts'

/** What a maker forgot to fill in. */
const placeholder = 'Default string'
const nameless = 50

/** Step 8: one device captured three times, and fifty with the same useless serial number. */
export async function tellDevicesApart(story: Story, { adatum }: Cast, built: Built): Promise<void> {
  story.step(
    'What makes a device that device',
    'Endorsement key, then UUID with serial number and maker, then other parts that agree. Placeholders never count.',
  )
  const [device] = built.sound.splice(0, 1) as [SimulatedDevice]
  const captures = [10, 20, 30].map(days => ({ hardwareHash: captureLater(device, days) }))
  const results = await adatum.admin.register(adatum.id, { devices: captures })
  story.check('three captures of one device: one is registered, two are duplicates', results.map(outcome), [
    'registered',
    'device_duplicated',
    'device_duplicated',
  ])
  const tenant = `/api/v1/tenants/${adatum.id}/devices`
  const found = await adatum.admin.list<Device>(`${tenant}?serialNumber=${labelOf(device).serialNumber}`)
  story.check('and the list shows one device', found.length, 1)

  const factory = simulateFactory({ count: nameless, seed: 'no serial numbers', noTpmRate: 0, vmRate: 0 })
  const devices = [...factory].map(({ fields, ...rest }) => {
    const unnamed = { ...rest, fields: { ...fields, SmbiosSystemSerialNumber: placeholder } }
    return { hardwareHash: hashTextOf(unnamed) }
  })
  await adatum.admin.register(adatum.id, { devices })
  const listed = await adatum.admin.list<Device>(`${tenant}?serialNumber=${encodeURIComponent(placeholder)}`)
  story.check(
    `${nameless} devices with the serial number "${placeholder}" are ${nameless} devices`,
    listed.length,
    nameless,
  )
  const flagged = listed.filter(each => each.flags.includes('placeholder-serial') && each.quality === 'placeholder')
  story.check('each of them flagged placeholder-serial', flagged.length, nameless)
}

const outcome = (result: DeviceResult): string => result.code ?? result.status
