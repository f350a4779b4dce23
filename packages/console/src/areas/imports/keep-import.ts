import type { Import } from '../../api/generated/operations.ts'
import { useKeep } from '../../api/use-api.ts'

/** Makes the function that shows an import as it is answered. */
export function useKeepImport(organizationId: string): (made: Import) => Promise<void> {
  const keep = useKeep('GET /api/v1/organizations/{organizationId}/imports/{importId}')
  return made => keep({ path: { organizationId, importId: made.id } }, made)
}
