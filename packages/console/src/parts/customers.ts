import type { Customer } from '../api/generated/operations.ts'
import { useRead } from '../api/use-api.ts'
import { useSession } from '../session/session.ts'

/** Most customers whose names are looked up at once; others are shown by their ids. */
const most = 1000

/** The customers of the partner that is signed in, by id; undefined while they are fetched. */
export function useCustomers(): ReadonlyMap<string, Customer> | undefined {
  const { me, may } = useSession()
  const enabled = me.organization.kind === 'partner' && may('consent.read')
  const { data, isPending } = useRead('GET /api/v1/customers', { query: { limit: most } }, { enabled })
  if (enabled && isPending) return undefined
  return new Map((data?.items ?? []).map(customer => [customer.tenantId, customer]))
}

/** Makes the function that names customers. */
export function useCustomerName(): (tenantId: string, otherwise?: string) => string {
  const customers = useCustomers()
  return (tenantId, otherwise) => customers?.get(tenantId)?.name ?? otherwise ?? tenantId
}
