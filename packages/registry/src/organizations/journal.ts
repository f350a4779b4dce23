import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type JournalEntry, type JournalFilter, readJournal } from '../journal/index.ts'
import type { Page } from '../page.ts'
import { requirePermission } from './authorize.ts'
import type { Principal } from './principal.ts'

/** The journal of the principal's own organization. @throws not_found for any other. */
export async function listJournal(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  filter: JournalFilter,
): Promise<Page<JournalEntry>> {
  if (principal.organization.id !== organizationId) throw new RegistryError('not_found')
  requirePermission(principal, 'journal.read')
  return readJournal(registry, organizationId, filter)
}
