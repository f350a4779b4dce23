import type { Cast } from './step-organizations.ts'
import type { Story } from './story.ts'

/** Step 3: a default profile and one for a group tag. */
export async function writeProfiles(story: Story, { adatum }: Cast): Promise<void> {
  story.step(
    'Deployment profiles',
    'What a device is told at its first boot: the one for its group tag, or the default.',
  )
  const path = `/api/v1/tenants/${adatum.id}/profiles`
  const profiles = [
    { name: 'Standard', settings: { deviceNameTemplate: 'ADA-%RAND:5%' } },
    {
      name: 'Sales',
      groupTag: 'Sales',
      settings: { deviceNameTemplate: 'SALES-%SERIAL%', outOfBoxExperience: { userType: 'standard' } },
    },
  ]
  for (const profile of profiles) await adatum.admin.post(path, profile)
  story.rows(
    profiles.map(({ name, groupTag, settings }) => [
      name,
      groupTag ? `for the tag ${groupTag}` : 'default',
      settings.deviceNameTemplate,
    ]),
  )
  const stored = await adatum.admin.list<{ name: string; groupTag: string | null }>(path)
  story.check(
    'both are there',
    stored.map(({ name, groupTag }) => [name, groupTag]),
    [
      ['Standard', null],
      ['Sales', 'Sales'],
    ],
  )
  const second = await adatum.admin.send('POST', path, { name: 'Another default' })
  story.check('a second default is refused (409 conflict)', [second.status, second.code], [409, 'conflict'])
}
