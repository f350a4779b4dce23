import { createHash } from 'node:crypto'
import type { Registry } from '@hailport/registry'

const model = 'ReplayDetection'

/**
 * Notes the id of a client assertion. One insert decides, so of two requests that carry the same assertion at the same moment only
 * one gets through, also in two processes.
 * @returns false when it was used before.
 */
export async function useOnce(
  registry: Registry,
  issuer: string,
  jti: string,
  expiresAtSeconds: number,
): Promise<boolean> {
  const id = createHash('sha256').update(`${issuer} ${jti}`).digest('base64url')
  return registry.store.write(async tx => {
    const { numInsertedOrUpdatedRows } = await tx.db
      .insertInto('oidc_state')
      .values({
        model,
        id,
        payload: '{}',
        expires_at: expiresAtSeconds * 1000,
        grant_id: null,
        organization_id: null,
        person_id: null,
        lookup: null,
      })
      .onConflict(conflict => conflict.columns(['model', 'id']).doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  })
}
