import type { SimulatedDevice } from '@hailport/device'
import { type Batch, type Consent, eventually } from './client.ts'
import { labelOf } from './devices.ts'
import type { Built } from './step-build-report.ts'
import type { Cast } from './step-organizations.ts'
import type { Story } from './story.ts'

/** Devices that were held until the customer consented. */
export interface Held {
  readonly batch: Batch
  readonly devices: readonly SimulatedDevice[]
}

const heldCount = 20
const deviceLimit = 100
const groupTags = ['Sales', 'Engineering']

/** Step 4: the reseller registers before the customer has consented. */
export async function registerTooEarly(story: Story, { reseller, adatum }: Cast, built: Built): Promise<Held> {
  story.step(
    'Registration before consent',
    'A partner registers only what its customer has consented to. It chooses whether devices are refused or wait.',
  )
  const devices = built.sound.splice(0, heldCount)
  const rows = devices.map(device => ({ productKeyId: labelOf(device).productKeyId, groupTag: 'Sales' }))
  const refused = await reseller.registrar.send('POST', `/api/v1/tenants/${adatum.id}/registrations`, {
    devices: rows,
    onMissingConsent: 'refuse',
  })
  story.check(
    'with onMissingConsent=refuse: 403 consent_missing',
    [refused.status, refused.code],
    [403, 'consent_missing'],
  )
  const path = `/api/v1/tenants/${adatum.id}/batches`
  const { id } = await reseller.registrar.ask<Batch>(
    'POST',
    `${path}?name=order-4711&onMissingConsent=hold`,
    rows.map(row => JSON.stringify(row)).join('\n'),
    'application/x-ndjson',
  )
  const batch = await eventually('The batch being decided', async () => {
    const found = await reseller.registrar.get<Batch>(`${path}/${id}`)
    return found.state === 'held' || found.state === 'finished' ? found : undefined
  })
  story.check(
    `with onMissingConsent=hold: all ${heldCount} devices are held`,
    [batch.state, batch.counts.held],
    ['held', heldCount],
  )
  const [request] = await adatum.approver.list<Consent>('/api/v1/consents?state=requested')
  story.check(`Adatum's approver sees the request of ${reseller.name}`, request?.partner.name, reseller.name)
  return { batch, devices }
}

/** Step 5: the approver grants consent with limits, and held devices go on by themselves. */
export async function grantConsent(story: Story, { adatum, reseller }: Cast, { batch }: Held): Promise<Consent> {
  story.step('Consent', 'The approver grants it, with limits: only these group tags, at most so many devices.')
  const [request] = await adatum.approver.list<Consent>('/api/v1/consents?state=requested')
  const decision = `/api/v1/consents/${request?.id}/grant`
  const limits = { groupTags, deviceLimit }
  const tried = await adatum.admin.send('POST', decision, { limits })
  story.check("the administrator's attempt is refused (403 forbidden)", [tried.status, tried.code], [403, 'forbidden'])
  const consent = await adatum.approver.post<Consent>(decision, { limits })
  story.check(`granted for ${groupTags.join(' and ')}, up to ${deviceLimit} devices`, consent.state, 'granted')
  const done = await eventually('The registration of held devices', async () => {
    const found = await reseller.registrar.get<Batch>(`/api/v1/tenants/${adatum.id}/batches/${batch.id}`)
    return found.state === 'finished' ? found : undefined
  })
  story.check(`the ${heldCount} held devices registered themselves`, done.counts.registered, heldCount)
  return consent
}
