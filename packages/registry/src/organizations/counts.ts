import type { Registry } from '../context.ts'
import { type Count, countUpTo } from '../count-up-to.ts'
import { scopeTo } from '../store/index.ts'

/** How many organizations there are. For code that has checked who asks. */
export async function countOrganizations(registry: Registry): Promise<{ tenants: Count; partners: Count }> {
  const { db } = registry.store
  return {
    tenants: await countUpTo(registry, db.selectFrom('tenants').select('id')),
    partners: await countUpTo(registry, db.selectFrom('partners').select('id')),
  }
}

/** How many people and programs an organization has: those that can act. For code that has checked who asks. */
export async function countMembers(
  registry: Registry,
  organizationId: string,
): Promise<{ people: Count; applications: Count }> {
  const { db } = registry.store
  const people = scopeTo(db, organizationId).selectFrom('people').select('id').where('disabled_at', 'is', null)
  const applications = db
    .selectFrom('applications')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('revoked_at', 'is', null)
  return { people: await countUpTo(registry, people), applications: await countUpTo(registry, applications) }
}
