import { createContext, useContext } from 'react'
import type { Me, OwnProfile } from '../api/generated/operations.ts'

export type Permission = Me['permissions'][number]

/** Who is signed in, and what it may do. */
export interface Session {
  readonly me: Me
  readonly profile: OwnProfile
  may(permission: Permission): boolean
}

const SessionContext = createContext<Session | undefined>(undefined)
export const SessionProvider = SessionContext.Provider

/** Who is signed in. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('Only pages behind the sign-in know a session.')
  return session
}

/** The organization whose people, journal and applications are shown. */
export const useOrganizationId = (): string => useSession().me.organization.id

/** The tenant whose devices are shown. */
export const useTenantId = (): string => useSession().me.organization.id
