import { call } from '../../api/call.ts'
import type { NewOrderTransaction, OrderPreview, OrderTransaction } from '../../api/generated/operations.ts'

/** What is asked for, before it is previewed and confirmed. */
export type OrderRequest = Omit<NewOrderTransaction, 'dryRun' | 'confirmationToken' | 'transactionId'>

const operation = 'POST /api/v1/tenants/{tenantId}/order-transactions'

/** Says what would be done, and does nothing. @throws ApiProblem */
export const previewOrder = (tenantId: string, request: OrderRequest): Promise<OrderPreview> =>
  call(operation, { path: { tenantId }, body: { ...request, dryRun: true } })

/** Does what was previewed. The same transaction id has one effect, however often it is sent. @throws ApiProblem */
export async function submitOrder(
  tenantId: string,
  request: OrderRequest,
  { transactionId, token }: { readonly transactionId: string; readonly token: string },
): Promise<OrderTransaction> {
  const body = { ...request, transactionId, confirmationToken: token }
  // The document of the API has two answers; that of a request that is done is the transaction.
  return (await call(operation, { path: { tenantId }, body })) as unknown as OrderTransaction
}

/** A transaction id that nobody else makes. */
export function newTransactionId(): string {
  const random = crypto.getRandomValues(new Uint8Array(12))
  return `console-${Array.from(random, byte => byte.toString(16).padStart(2, '0')).join('')}`
}
