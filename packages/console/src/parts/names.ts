import { useTranslation } from 'react-i18next'
import { useRead } from '../api/use-api.ts'
import { useOrganizationId, useSession } from '../session/session.ts'

interface Holder {
  readonly kind: string
  readonly id: string
}

/** Most people and partners whose names are looked up at once; others are shown by their kind. */
const most = 1000

/** Names by id. */
export type Names = readonly (readonly [id: string, name: string])[]

/**
 * Makes the function that names people, partners and applications, as far as the reader may know them.
 * @param others names that the page knows besides.
 */
export function useNameOf(others: Names = []): (holder: Holder) => string {
  const { t } = useTranslation()
  const { me, profile, may } = useSession()
  const organizationId = useOrganizationId()
  const query = { limit: most }
  const path = { organizationId }
  const people = useRead(
    'GET /api/v1/organizations/{organizationId}/people',
    { path, query },
    { enabled: may('people.read') },
  )
  const consents = useRead(
    'GET /api/v1/consents',
    { query },
    { enabled: may('consent.read') && me.organization.kind === 'tenant' },
  )
  const names = new Map<string, string>([
    ...others,
    [me.id, profile.name],
    [me.organization.id, profile.organizationName],
    ...(people.data?.items ?? []).map(({ id, name }) => [id, name] as const),
    ...(consents.data?.items ?? []).map(({ partner }) => [partner.id, partner.name] as const),
  ])
  return ({ kind, id }) =>
    kind === 'system'
      ? t('actors.system')
      : (names.get(id) ?? `${t(`actors.${kind}`, { defaultValue: kind })} ${id.slice(0, 8)}`)
}
