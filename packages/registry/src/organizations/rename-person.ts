import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import { scopeTo } from '../store/index.ts'
import { requireText } from '../text.ts'
import type { Principal } from './principal.ts'

/** Changes the name of the person who acts. @throws not_found */
export async function renamePerson(registry: Registry, principal: Principal, wanted: string): Promise<void> {
  const name = requireText(wanted, 'name', 200)
  const { id: organizationId } = principal.organization
  await registry.store.write(async tx => {
    const own = scopeTo(tx.db, organizationId)
    const row = await own.selectFrom('people').select('name').where('id', '=', principal.id).executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    await own.updateTable('people').set({ name }).where('id', '=', principal.id).execute()
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId,
        action: 'person.updated',
        subjectKind: 'person',
        subjectId: principal.id,
        before: { name: row.name },
        after: { name },
      },
    ])
  })
}
