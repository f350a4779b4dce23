import { Client } from './client.ts'
import { reportBuild } from './step-build-report.ts'
import { grantConsent, registerTooEarly } from './step-consent.ts'
import { bootDevices } from './step-first-boot.ts'
import { tellDevicesApart } from './step-identity.ts'
import { readJournal } from './step-journal.ts'
import { type Cast, makeOrganizations } from './step-organizations.ts'
import { writeProfiles } from './step-profiles.ts'
import { registerAll } from './step-registration.ts'
import { revokeConsent } from './step-revocation.ts'
import type { Story } from './story.ts'

/** The whole demo, over HTTP only. @throws Error at the first expectation that does not come true. */
export async function tell(story: Story, url: string, operatorToken: string): Promise<Cast> {
  const cast = await makeOrganizations(story, new Client(url, operatorToken))
  const built = await reportBuild(story, cast)
  await writeProfiles(story, cast)
  const held = await registerTooEarly(story, cast, built)
  const consent = await grantConsent(story, cast, held)
  const registered = await registerAll(story, cast, built, held)
  await bootDevices(story, cast, built, registered)
  await tellDevicesApart(story, cast, built)
  await revokeConsent(story, cast, { built, registered, consent })
  await readJournal(story, cast)
  return cast
}
