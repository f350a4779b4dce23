import { Readable } from 'node:stream'
import { ndjsonReport, type SimulatedDevice } from '@hailport/device'
import { placeholderRate, type RealDevice, realDevices, simulatedCount, simulatedRun } from './devices.ts'
import type { Cast } from './step-organizations.ts'
import type { Story } from './story.ts'

/** What the maker built. */
export interface Built {
  readonly real: readonly RealDevice[]
  /** Simulated devices without a flaw, to be registered in the steps that follow: each step takes its own. */
  readonly sound: SimulatedDevice[]
  /** Two devices with the same product key id. */
  readonly twins: readonly [SimulatedDevice, SimulatedDevice]
}

interface BuildReport {
  readonly rows: { readonly total: number; readonly new: number; readonly known: number; readonly rejected: number }
}

/** Step 2: the maker reports what it built, twice. */
export async function reportBuild(story: Story, { maker }: Cast): Promise<Built> {
  const real = realDevices()
  const { all, sound, twins } = simulatedRun()
  story.step(
    "The maker's build report",
    'Hashes with product key id, serial number, maker and model, streamed as NDJSON. That makes nobody the owner,',
    'but from now on a device can be named by its label alone.',
  )
  const lines = [...real.map(realLine), ...ndjsonReport(all)]
  const path = `/api/v1/partners/${maker.id}/build-reports`
  const send = (name: string) =>
    maker.factory.ask<BuildReport>('POST', `${path}?name=${name}`, Readable.from(lines), 'application/x-ndjson')
  const first = await send('first')
  story.say(
    `${real.length} real hashes and ${simulatedCount} simulated devices, ${placeholderRate * 100} % of these with placeholders such as "Default string".`,
  )
  const total = real.length + simulatedCount
  story.check(`${total} rows, all new`, first.rows, { total, new: total, known: 0, rejected: 0 })
  const again = await send('again')
  story.check(`sent again: all ${total} known, no duplicates`, again.rows, { total, new: 0, known: total, rejected: 0 })
  const records = await maker.factory.list<{ flags: string[] }>(`/api/v1/partners/${maker.id}/factory-records`)
  story.check(`${total} factory records`, records.length, total)
  const flagged = records.filter(record => record.flags.some(flag => flag.startsWith('placeholder'))).length
  story.say(`${flagged} of them are flagged for a placeholder; they are kept, and told apart by their other parts.`)
  return { real, sound, twins }
}

function realLine({ hash, ...label }: RealDevice): string {
  return `${JSON.stringify({ hardwareHash: hash, productKeyId: label.productKeyId })}\n`
}
