import type { Cast } from './step-organizations.ts'
import type { Story } from './story.ts'

interface Made {
  readonly id: string
}

/** Step 3: a default profile, and one for the devices with a group tag. */
export async function writeProfiles(story: Story, { adatum }: Cast): Promise<void> {
  story.step(
    'Deployment profiles',
    'What a device is told at its first boot: the oldest profile that is assigned to it, or the default. Here a group',
    'takes in every device with the tag Sales, by the rule that administrators know from Entra.',
  )
  const tenant = `/api/v1/tenants/${adatum.id}`
  await adatum.admin.post(`${tenant}/profiles`, {
    displayName: 'Standard',
    isDefault: true,
    deviceNameTemplate: 'ADA-%RAND:5%',
  })
  const sales = await adatum.admin.post<Made>(`${tenant}/profiles`, {
    displayName: 'Sales',
    deviceNameTemplate: 'SALES-%SERIAL%',
  })
  const rule = '(device.devicePhysicalIds -any (_ -eq "[OrderID]:Sales"))'
  const group = await adatum.admin.post<Made>(`${tenant}/groups`, { displayName: 'Sales', rule })
  const assignments = `${tenant}/profiles/${sales.id}/assignments`
  const assignment = await adatum.admin.post<Made>(assignments, { target: { kind: 'group', groupId: group.id } })
  story.rows([
    ['Standard', 'default', 'ADA-%RAND:5%'],
    ['Sales', 'for the tag Sales', 'SALES-%SERIAL%'],
  ])
  const stored = await adatum.admin.list<{ displayName: string; isDefault: boolean }>(`${tenant}/profiles`)
  story.check(
    'both are there',
    stored.map(({ displayName, isDefault }) => [displayName, isDefault]),
    [
      ['Standard', true],
      ['Sales', false],
    ],
  )
  story.check('an assignment is named by profile and group', assignment.id, `${sales.id}_${group.id}_0`)
  const refused = await adatum.admin.send('DELETE', `${tenant}/profiles/${sales.id}`)
  story.check(
    'what is assigned is not deleted (409 profile_in_use)',
    [refused.status, refused.code],
    [409, 'profile_in_use'],
  )
}
