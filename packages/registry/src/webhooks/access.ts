import { RegistryError } from '../errors.ts'
import { type Principal, requirePermission } from '../organizations/index.ts'

/**
 * Who may see webhooks, or change them, of an organization: of its own principals those with the permission. Whoever has something sent
 * must be able to read it, hence the journal.
 * @throws not_found for another organization; forbidden
 */
export function requireWebhooks(principal: Principal, organizationId: string, to: 'read' | 'manage'): void {
  if (principal.organization.id !== organizationId || principal.organization.kind === 'registry')
    throw new RegistryError('not_found')
  requirePermission(principal, to === 'read' ? 'webhook.read' : 'webhook.manage')
  if (to === 'manage') requirePermission(principal, 'journal.read')
}
