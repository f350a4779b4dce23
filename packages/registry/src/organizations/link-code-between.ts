import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId } from '../ids.ts'
import { scopeTo } from '../store/index.ts'
import { requirePartner } from './authorize.ts'
import type { Principal } from './principal.ts'

/**
 * The code of the consent link by which a customer authorises an indirect provider and one of its resellers at the same moment: the
 * reseller's, for the people of either of the two.
 * @throws not_found unless there is an active link with the other one, in this role.
 */
export async function getLinkCodeBetween(
  registry: Registry,
  principal: Principal,
  other: { readonly resellerId: string } | { readonly providerId: string },
): Promise<string> {
  const { id } = principal.organization
  requirePartner(principal, id, 'consent.request')
  const [role, otherId] =
    'resellerId' in other
      ? ['csp-indirect-provider', other.resellerId.toLowerCase()]
      : ['csp-indirect-reseller', other.providerId.toLowerCase()]
  const { db } = registry.store
  const link = isId(otherId)
    ? await scopeTo(db, id)
        .selectFrom('partner_links')
        .select('state')
        .where('other_id', '=', otherId)
        .where('kind', '=', role)
        .where('state', '=', 'active')
        .executeTakeFirst()
    : undefined
  if (!link) throw new RegistryError('not_found', 'You have no active link with a partner of this id in this role.')
  const row = await db
    .selectFrom('partners')
    .select('link_code')
    .where('id', '=', 'resellerId' in other ? otherId : id)
    .executeTakeFirstOrThrow()
  return row.link_code
}
