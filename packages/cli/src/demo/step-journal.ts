import type { Device } from './client.ts'
import type { Cast } from './step-organizations.ts'
import type { Story } from './story.ts'

interface Entry {
  readonly at: string
  readonly action: string
  readonly actor: { readonly kind: string }
  readonly subject: { readonly kind: string }
  readonly reason?: string
}

/** Step 10: what the journal says, and totals. */
export async function readJournal(story: Story, { adatum, proseware }: Cast): Promise<void> {
  story.step('The journal', 'Who did what, on whose behalf, when and why; written with the change itself.')
  const path = (id: string) => `/api/v1/organizations/${id}/journal`
  const entries = await adatum.admin.list<Entry>(path(adatum.id))
  const kinds = new Map(entries.map(entry => [entry.action, entry]))
  story.rows(
    [...kinds.values()]
      .slice(0, 8)
      .map(entry => [entry.at.slice(11, 19), entry.action, `by ${entry.actor.kind}`, entry.reason ?? '']),
  )
  const devices = await adatum.admin.list<Device>(`/api/v1/tenants/${adatum.id}/devices`)
  const registrations = entries.filter(entry => entry.action === 'device.registered').length
  story.check('one entry for each registration', registrations, devices.length)
  const revocation = entries.find(entry => entry.action === 'consent.revoked')
  story.check('the revocation is there with its reason', revocation?.reason, 'The contract has ended.')
  const foreign = await proseware.admin.send('GET', path(adatum.id))
  story.check("nobody else reads Adatum's journal (404)", foreign.status, 404)
  const byKind = Map.groupBy(devices, device => device.registrar.kind)
  const kindsText = [...byKind].map(([kind, own]) => `${own.length} by ${kind === 'tenant' ? 'Adatum itself' : kind}`)
  story.say(`Totals: ${devices.length} devices (${kindsText.join(', ')}), ${entries.length} journal entries.`)
}
