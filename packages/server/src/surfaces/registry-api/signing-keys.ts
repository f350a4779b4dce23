import { requireRegistry } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import type { KeyRing } from '../../keys/key-ring.ts'
import { type KeyState, readKeyStates, replaceKey } from '../../keys/key-states.ts'
import { answers, ref } from '../schemas/common.ts'
import { NewSigningKey, ReplacedSigningKey, SigningKeys } from '../schemas/operation.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Operation']
const path = '/api/v1/signing-keys'

const shown = (keys: readonly KeyState[]) =>
  keys.map(({ id, signs, signsFrom, acceptedUntil }) => ({
    id,
    signs,
    signsFromAt: signsFrom,
    ...(acceptedUntil !== undefined && { acceptedUntilAt: acceptedUntil }),
  }))

/** The keys that sign access tokens, for operators. */
export function signingKeyRoutes(app: App, { registry }: SurfaceDeps, keyRing: KeyRing): void {
  app.get(
    path,
    {
      schema: {
        tags,
        operationId: 'listSigningKeys',
        summary: 'List the keys of access tokens',
        description: 'For operators of the registry. Servers replace keys by themselves every 90 days.',
        response: answers({ 200: ref(SigningKeys) }),
      },
    },
    async request => {
      requireRegistry(principalOf(request), 'registry.read')
      const { keys, ...rest } = await readKeyStates(registry, registry.now())
      return toWire({ ...rest, keys: shown(keys) })
    },
  )
  app.post(
    path,
    {
      schema: {
        tags,
        operationId: 'replaceSigningKey',
        summary: 'Replace the key of access tokens',
        description:
          'For operators of the registry with registry.operate. Other servers take the new key up within 30 seconds.',
        body: ref(NewSigningKey),
        response: answers({ 200: ref(ReplacedSigningKey) }),
      },
    },
    async request => {
      const principal = principalOf(request)
      requireRegistry(principal, 'registry.operate')
      const { when, reason } = request.body
      const by = { principal, ...(reason !== undefined && { reason }) }
      const { made, keys } = await replaceKey(registry, registry.now(), when, by)
      await keyRing.refresh()
      return toWire({ made, keys: shown(keys) })
    },
  )
}
