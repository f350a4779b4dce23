import type { DeskRequest } from '../../api/generated/operations.ts'
import type { Permission } from '../../session/session.ts'

export const deskKinds = ['register', 'hashes', 'deregister'] as const satisfies readonly DeskRequest['kind'][]

/** In the order in which a request goes through them. */
export const deskStates = [
  'draft',
  'open',
  'working',
  'waiting',
  'decided',
  'withdrawn',
  'expired',
] as const satisfies readonly DeskRequest['state'][]

export const deviceStates = ['pending', 'approved', 'refused', 'undecided'] as const

/** Nothing can happen to the request any more. */
export const hasEnded = ({ state }: Pick<DeskRequest, 'state'>): boolean =>
  ['decided', 'withdrawn', 'expired'].includes(state)

/** What opening and going on with a request of a kind takes. */
export const permissionOf = (kind: DeskRequest['kind']): Permission =>
  kind === 'deregister' ? 'device.release' : 'device.register'

/** Each side has its own addresses for the same request. */
export type Side = 'maker' | 'requester'
