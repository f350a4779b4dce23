import { useQueryClient } from '@tanstack/react-query'
import type { Import } from '../../api/generated/operations.ts'

/** Makes the function that shows an import as it is answered; all else is read again when it is looked at. */
export function useKeepImport(organizationId: string): (made: Import) => void {
  const client = useQueryClient()
  return made => {
    const path = { organizationId, importId: made.id }
    void client.invalidateQueries({ refetchType: 'none' })
    client.setQueryData(['GET /api/v1/organizations/{organizationId}/imports/{importId}', { path }], made)
  }
}
