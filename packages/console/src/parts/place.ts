import { useParams } from 'react-router'
import { useOrganizationId } from '../session/session.ts'

/** The organization whose people are shown, and where its pages begin: the own one, or the one in the address, for operators. */
export function usePlace(): { readonly organizationId: string; readonly base: string } {
  const own = useOrganizationId()
  const { organizationId } = useParams()
  return organizationId === undefined
    ? { organizationId: own, base: '' }
    : { organizationId, base: `/organizations/${organizationId}` }
}
