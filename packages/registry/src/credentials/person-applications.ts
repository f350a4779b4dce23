import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import {
  findPersonApplications,
  type PersonApplication,
  type Principal,
  removePersonApplication,
} from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import type { PersonRef } from './person-ref.ts'
import { requireSelfOrManager } from './person-rights.ts'

/** Lies before every id. */
const beforeAll = '00000000-0000-0000-0000-000000000000'

/** The applications that act or may act for a person, by id; for the person and who manages people. */
export async function listPersonApplications(
  registry: Registry,
  principal: Principal,
  person: PersonRef,
  page: PageRequest = {},
): Promise<Page<PersonApplication>> {
  await requireSelfOrManager(registry, principal, person)
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = String(decodeCursor(page.cursor, 1)?.[0] ?? beforeAll)
  const found = await findPersonApplications(registry, person, after, limit + 1)
  return toPage(
    found,
    limit,
    each => each,
    each => [each.applicationId],
  )
}

/**
 * Ends what an application does for a person: it gets no new token, and has to ask anew. Access tokens that it has end within their hour.
 * @throws not_found when it does nothing for that person.
 */
export async function revokePersonApplication(
  registry: Registry,
  principal: Principal,
  person: PersonRef,
  applicationId: string,
): Promise<void> {
  await requireSelfOrManager(registry, principal, person)
  const { organizationId, personId } = person
  await registry.store.write(async tx => {
    if (!(await removePersonApplication(tx, person, applicationId))) throw new RegistryError('not_found')
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId,
        action: 'application.consent-revoked',
        subjectKind: 'application',
        subjectId: applicationId,
        after: { personId },
      },
    ])
  })
}
