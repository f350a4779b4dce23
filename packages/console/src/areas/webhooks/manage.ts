import type { Webhook } from '../../api/generated/operations.ts'
import { useOrganizationId, useSession } from '../../session/session.ts'

/** Whether the person may change webhooks: whoever has something sent must be able to read it. */
export function useMayManage(): boolean {
  const { may } = useSession()
  return may('webhook.manage') && may('journal.read')
}

/** Makes the function that gives the parts of a webhook's address. */
export function usePathOf(): (webhook: Pick<Webhook, 'id'>) => { organizationId: string; webhookId: string } {
  const organizationId = useOrganizationId()
  return ({ id }) => ({ organizationId, webhookId: id })
}
