import { useQueryClient } from '@tanstack/react-query'
import type { Import } from '../../api/generated/operations.ts'

/** Makes the function that shows an import as it is answered; all else is read again when it is looked at. */
export function useKeepImport(organizationId: string): (made: Import) => Promise<void> {
  const client = useQueryClient()
  return async made => {
    const path = { organizationId, importId: made.id }
    const queryKey = ['GET /api/v1/organizations/{organizationId}/imports/{importId}', { path }]
    void client.invalidateQueries({ refetchType: 'none' })
    // What is under way was asked before: its answer is older than this one.
    await client.cancelQueries({ queryKey })
    client.setQueryData(queryKey, made)
  }
}
