import { hashTextOf, type SimulatedDevice } from '@hailport/device'
import type { Device, DeviceResult } from './client.ts'
import { damaged, labelOf, type RealDevice } from './devices.ts'
import type { Built } from './step-build-report.ts'
import type { Held } from './step-consent.ts'
import type { Cast } from './step-organizations.ts'
import type { Story } from './story.ts'

/** Devices that Adatum has now, by what later steps do with them. */
export interface Registered {
  readonly real: RealDevice
  readonly sales: SimulatedDevice
  readonly engineering: SimulatedDevice
}

interface Row {
  readonly what: string
  readonly device: object
  /** Status, or the code of the error catalogue. */
  readonly expected: string
}

/** Step 6: one submission with everything that can be right or wrong with a row. */
export async function registerAll(story: Story, cast: Cast, built: Built, held: Held): Promise<Registered> {
  const { reseller, adatum, proseware } = cast
  story.step(
    'Registration by hash, product key id and label, with bad rows among them',
    'Good rows are registered whatever the others are. Codes are those of the catalogue (/api/v1/errors),',
    "with Windows Autopilot's name and number. A dry run says the same and changes nothing.",
  )
  const [sales, engineering, elsewhere, unlisted] = built.sound.splice(0, 4) as [
    SimulatedDevice,
    SimulatedDevice,
    SimulatedDevice,
    SimulatedDevice,
  ]
  const real = built.real.find(device => device.serialNumber === 'TEST000001') ?? (built.real[0] as RealDevice)
  const [taken] = await proseware.admin.register(proseware.id, { devices: [{ hardwareHash: hashTextOf(elsewhere) }] })
  story.check("Proseware registers one device by itself; that needs nobody's consent", taken?.status, 'registered')

  const rows = submission({ built, held, real, sales, engineering, elsewhere, unlisted })
  const devices = rows.map(row => row.device)
  const before = await count(cast)
  const rehearsed = await reseller.registrar.register(adatum.id, { devices, dryRun: true })
  story.check('the dry run registered nothing', await count(cast), before)
  const results = await reseller.registrar.register(adatum.id, { devices })
  story.rows(rows.map(({ what }, at) => [what, ...describe(results[at])]))
  story.check(
    'every row came out as it should',
    results.map(outcome),
    rows.map(row => row.expected),
  )
  story.check('the dry run had said the same', rehearsed.map(outcome), results.map(outcome))
  const added = results.filter(result => result.status === 'registered').length
  story.check(`Adatum has ${added} more devices`, await count(cast), before + added)
  return { real, sales, engineering }
}

const outcome = (result: DeviceResult): string => result.code ?? result.status

function describe(result: DeviceResult | undefined): string[] {
  const { status = '?', code = '', autopilot } = result ?? {}
  return [status, code, autopilot ? `${autopilot.number ?? ''} ${autopilot.name}`.trim() : '']
}

async function count({ adatum }: Cast): Promise<number> {
  return (await adatum.admin.list<Device>(`/api/v1/tenants/${adatum.id}/devices`)).length
}

function submission(given: {
  built: Built
  held: Held
  real: RealDevice
  sales: SimulatedDevice
  engineering: SimulatedDevice
  elsewhere: SimulatedDevice
  unlisted: SimulatedDevice
}): Row[] {
  const { built, held, real, sales, engineering, elsewhere, unlisted } = given
  const groupTag = 'Sales'
  const [first] = held.devices as [SimulatedDevice]
  const { productKeyId: _, ...label } = labelOf(engineering)
  const { productKeyId: __, ...unlistedLabel } = labelOf(unlisted)
  const row = (what: string, device: object, expected = 'registered'): Row => ({ what, device, expected })
  return [
    row('hash of a real device', { hardwareHash: real.hash, groupTag }),
    row('product key id', { productKeyId: labelOf(sales).productKeyId, groupTag }),
    row('serial number, maker, model', { ...label, groupTag: 'Engineering' }),
    row('the first row again', { hardwareHash: real.hash, groupTag }, 'device_duplicated'),
    row('damaged hash', { hardwareHash: damaged(real.hash), groupTag }, 'invalid_hardware_hash'),
    row('serial number alone', { serialNumber: label.serialNumber, groupTag }, 'missing_identifier'),
    row('registered in step 5', { productKeyId: labelOf(first).productKeyId, groupTag }, 'device_already_registered'),
    row(
      "Proseware's device",
      { productKeyId: labelOf(elsewhere).productKeyId, groupTag },
      'device_registered_elsewhere',
    ),
    row(
      'label in lower case',
      { ...unlistedLabel, manufacturer: unlistedLabel.manufacturer.toLowerCase(), groupTag },
      'device_not_found',
    ),
    row('label of no device', { ...unlistedLabel, serialNumber: 'SIM-0000', groupTag }, 'device_not_found'),
    row('key id of two devices', { productKeyId: labelOf(built.twins[0]).productKeyId, groupTag }, 'device_not_unique'),
    row('a tag not consented to', { ...unlistedLabel, groupTag: 'Finance' }, 'group_tag_not_allowed'),
  ]
}
