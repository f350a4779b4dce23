import { resolveAtFirstBoot } from '@hailport/device'
import type { Consent, Device } from './client.ts'
import { captureLater, labelOf } from './devices.ts'
import type { Built } from './step-build-report.ts'
import type { Cast } from './step-organizations.ts'
import type { Registered } from './step-registration.ts'
import type { Story } from './story.ts'

/** Step 9: the customer withdraws its consent. */
export async function revokeConsent(
  story: Story,
  { adatum, reseller }: Cast,
  { built, registered, consent }: { built: Built; registered: Registered; consent: Consent },
): Promise<void> {
  story.step(
    'Revocation',
    'The customer withdraws the consent. Its devices stay its devices; the partner loses the right to register,',
    'and sight of what it registered.',
  )
  const devices = `/api/v1/tenants/${adatum.id}/devices`
  const visible = await reseller.registrar.list<Device>(devices)
  story.say(`${reseller.name} still sees the ${visible.length} devices that it registered.`)
  const revoked = await adatum.approver.post<Consent>(`/api/v1/consents/${consent.id}/revoke`, {
    reason: 'The contract has ended.',
  })
  story.check('the approver revokes', revoked.state, 'revoked')
  const next = built.sound[0] ?? registered.sales
  const tried = await reseller.registrar.send('POST', `/api/v1/tenants/${adatum.id}/registrations`, {
    devices: [{ productKeyId: labelOf(next).productKeyId, groupTag: 'Sales' }],
  })
  story.check(
    'its next registration is refused: 403 consent_revoked',
    [tried.status, tried.code],
    [403, 'consent_revoked'],
  )
  const list = await reseller.registrar.send('GET', devices)
  const one = await reseller.registrar.send('GET', `${devices}/${visible[0]?.id}`)
  story.check('the devices are gone from its sight: 404', [list.status, one.status], [404, 404])
  const answer = await resolveAtFirstBoot({ url: adatum.admin.url, hash: captureLater(registered.sales, 60) })
  story.check('they still boot to Adatum', [answer.status, answer.tenantDomain], ['registered', adatum.domain])
}
