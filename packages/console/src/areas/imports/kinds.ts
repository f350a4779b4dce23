import type { Import } from '../../api/generated/operations.ts'
import { type Permission, useSession } from '../../session/session.ts'

const needed = {
  devices: 'device.register',
  'build-report': 'factory.report',
} as const satisfies Record<Import['kind'], Permission>

/** What kinds of files the person may send. Build reports are for partners. */
export function useImportKinds(): { readonly sendable: readonly Import['kind'][] } {
  const { me, may } = useSession()
  const kinds: Import['kind'][] = me.organization.kind === 'partner' ? ['devices', 'build-report'] : ['devices']
  return { sendable: kinds.filter(kind => may(needed[kind])) }
}
