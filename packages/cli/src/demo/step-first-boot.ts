import { type BootAnswer, hashTextOf, resolveAtFirstBoot, withNewBoard } from '@hailport/device'
import { type Device, eventually } from './client.ts'
import { captureLater, realCaptureLater } from './devices.ts'
import type { Built } from './step-build-report.ts'
import type { Cast } from './step-organizations.ts'
import type { Registered } from './step-registration.ts'
import type { Story } from './story.ts'

interface Trace {
  readonly status: string
  readonly deviceId?: string
  readonly trace: {
    readonly matchedBy?: string
    readonly profileRule?: string
    readonly profileName?: string
    readonly groupName?: string
  }
}

/** Step 7: devices are switched on. */
export async function bootDevices(story: Story, cast: Cast, built: Built, registered: Registered): Promise<void> {
  const { adatum } = cast
  story.step(
    'First boots',
    'Each device captures its hash anew: other time stamps, so other text than was registered. What counts are the',
    'parts in it. With a new mainboard nobody guesses: the owner has to decide.',
  )
  const boot = (hash: string) => resolveAtFirstBoot({ url: adatum.admin.url, hash })
  const { sales, engineering, real } = registered
  const boots: [what: string, answer: BootAnswer, expected: string][] = [
    ['device with tag Sales', await boot(captureLater(sales, 3)), 'registered, Sales'],
    ['device with tag Engineering', await boot(captureLater(engineering, 4)), 'registered, Standard'],
    ['a real device, tag Sales', await boot(realCaptureLater(real.hash)), 'registered, Sales'],
    ['a device nobody registered', await boot(captureLater(built.sound[0] ?? sales, 5)), 'not_registered'],
    ['the first one with a new mainboard', await boot(hashTextOf(withNewBoard(sales))), 'conflict'],
  ]
  story.rows(boots.map(([what, answer]) => [what, answer.status, ...described(answer)]))
  for (const [what, answer, expected] of boots) {
    const owner = answer.status === 'registered' ? adatum.domain : undefined
    story.check(`${what}: ${expected}`, [summary(answer), answer.tenantDomain], [expected, owner])
  }
  await readTrace(story, cast, boots[0]?.[1].correlationId ?? '')
}

const profileName = (answer: BootAnswer) => answer.profile?.Comment_File?.replace(/^Profile /, '')
const summary = (answer: BootAnswer) => [answer.status, profileName(answer)].filter(Boolean).join(', ')

function described({ tenantDomain = '', profile }: BootAnswer): string[] {
  return [tenantDomain, profile?.Comment_File ?? '', profile?.CloudAssignedDeviceName ?? '']
}

async function readTrace(story: Story, { adatum }: Cast, correlationId: string): Promise<void> {
  const tenant = `/api/v1/tenants/${adatum.id}`
  // Traces are written behind the answers.
  const { deviceId, trace } = await eventually('The trace of a first boot', async () => {
    const answer = await adatum.admin.send('GET', `${tenant}/boot-traces/${correlationId}`)
    return answer.status === 200 ? (answer.body as Trace) : undefined
  })
  story.check(
    'Adatum reads why the first one was told what it was told',
    [trace.matchedBy, trace.profileRule, trace.groupName, trace.profileName],
    ['endorsement-key', 'group', 'Sales', 'Sales'],
  )
  const device = await adatum.admin.get<Device>(`${tenant}/devices/${deviceId}`)
  story.check('and when the device was last in contact', device.lastContactAt !== undefined)
  const conflicts = await adatum.admin.list<{ reason: string }>(`${tenant}/conflicts?deviceId=${deviceId}`)
  story.check(
    'and that its new mainboard waits for a decision',
    conflicts.map(conflict => conflict.reason),
    ['endorsement-key-changed'],
  )
}
