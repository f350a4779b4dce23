import type { Delegation } from '../../api/generated/operations.ts'
import { useCustomerName } from '../../parts/customers.ts'
import { useSession } from '../../session/session.ts'

/** Makes the function that names the other side of a delegation: the partner for customers, the customer for partners. */
export function useOtherSide(): (delegation: Delegation) => string {
  const { me } = useSession()
  const customerName = useCustomerName()
  return ({ partner, tenantId, tenantName }) =>
    me.organization.kind === 'tenant' ? partner.name : customerName(tenantId, tenantName)
}
