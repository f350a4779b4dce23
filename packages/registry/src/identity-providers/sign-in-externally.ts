import type { Registry } from '../context.ts'
import { type PersonRef, rememberName } from '../credentials/index.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import {
  addPerson,
  findPersonForSignIn,
  type KnownPerson,
  type Organization,
  type Principal,
  requireOrganization,
  rolesThatExist,
  setRolesBySignIn,
  systemPrincipal,
} from '../organizations/index.ts'
import { scopeTo, type Tx } from '../store/index.ts'
import { type ExternalPerson, mappedRoles } from './claims.ts'
import { findProviderRow, type IdentityProvider, type ProviderRef, toProvider } from './provider.ts'

/** Who signed in, and what its sign-in here goes on with. */
export interface ExternalSignIn {
  readonly person: PersonRef
  readonly email: string
  /** `fed`, as Entra ID says it, and `mfa` when second factors are the provider's matter. */
  readonly amr: readonly string[]
}

const refused = (message: string) => new RegistryError('external_sign_in_refused', message)

interface Context {
  readonly tx: Tx
  readonly principal: Principal
  readonly organization: Organization
  readonly provider: IdentityProvider
  readonly person: ExternalPerson
  readonly now: number
}

/** The roles that the provider gives; undefined when roles are not its matter. */
function rolesFrom({ provider, person }: Context): string[] | undefined {
  if (provider.roleMapping.length === 0) return undefined
  if (person.groups === undefined)
    throw refused(
      `${provider.label} names too many groups to list them. Let it send only the groups assigned to this application, or app roles.`,
    )
  return mappedRoles(provider, person.groups)
}

/** Links a person whom the provider names for the first time: one that is here, when the organization allows it, or a new one. */
async function introduce(context: Context, roles: readonly string[]): Promise<KnownPerson> {
  const { tx, principal, provider, person, now } = context
  const { organizationId, label, linkByEmail, newPeople } = provider
  const { email, emailVerified, name } = person
  if (email === undefined) throw refused(`${label} gave no e-mail address. Add the scope or claim email there.`)
  const there = await findPersonForSignIn(tx.db, organizationId, { email })
  if (there && !(linkByEmail && emailVerified))
    throw refused(`There is an account for ${email} already. An administrator can link it to ${label}.`)
  if (!there && newPeople === 'refuse') throw refused('You are not known here. An administrator has to add you first.')
  const id =
    there?.id ??
    (await addPerson(tx, principal, context.organization, now, { email, name: (name ?? email).slice(0, 200), roles }))
      .id
  const found = there ?? (await findPersonForSignIn(tx.db, organizationId, { id }))
  if (!found) throw refused('You are not known here.')
  await linkIdentity(tx, principal, now, { organizationId, providerId: provider.id, subject: person.subject }, id)
  return found
}

/** Notes who a person is at a provider. */
export async function linkIdentity(
  tx: Tx,
  principal: Principal,
  now: number,
  { organizationId, providerId, subject }: ProviderRef & { subject: string },
  personId: string,
): Promise<void> {
  const row = { organization_id: organizationId, provider_id: providerId, subject, person_id: personId }
  await scopeTo(tx.db, organizationId)
    .insertInto('external_identities')
    .values({ ...row, created_at: now, last_used_at: null })
    .execute()
  await appendJournal(tx, principal, now, [
    {
      organizationId,
      action: 'external-identity.linked',
      subjectKind: 'person',
      subjectId: personId,
      after: { providerId, subject },
    },
  ])
}

/**
 * Finds the person whom a provider has proved, by issuer and subject; makes or links one the first time, and sets the roles that follow
 * from its groups.
 * @param person from an ID token that was verified.
 * @throws external_sign_in_refused
 */
export async function signInExternally(
  registry: Registry,
  ref: ProviderRef,
  person: ExternalPerson,
  requestId: string,
): Promise<ExternalSignIn> {
  const now = registry.now()
  const principal = { ...systemPrincipal, requestId }
  const { organizationId, providerId } = ref
  const organization = await requireOrganization(registry, systemPrincipal, organizationId)
  return registry.store.write(async tx => {
    const row = await findProviderRow(tx.db, ref)
    if (!row || row.disabled_at !== null) throw refused('This way to sign in was turned off.')
    const context: Context = { tx, principal, organization, provider: toProvider(row), person, now }
    const own = scopeTo(tx.db, organizationId)
    const link = await own
      .selectFrom('external_identities')
      .select('person_id')
      .where('provider_id', '=', providerId)
      .where('subject', '=', person.subject)
      .executeTakeFirst()
    const given = rolesFrom(context)
    const roles = await rolesThatExist(tx.db, organization, given ?? context.provider.defaultRoles)
    const known =
      (link && (await findPersonForSignIn(tx.db, organizationId, { id: link.person_id }))) ??
      (await introduce(context, roles))
    if (known.disabled) throw refused('Your account here is disabled.')
    if (given) await setRolesBySignIn(tx, principal, now, organizationId, known, roles)
    await own
      .updateTable('external_identities')
      .set({ last_used_at: now })
      .where('provider_id', '=', providerId)
      .where('subject', '=', person.subject)
      .execute()
    const found = { organizationId, personId: known.id }
    await rememberName(tx, known.email, found)
    const amr = context.provider.secondFactor === 'provider' ? ['fed', 'mfa'] : ['fed']
    return { person: found, email: known.email, amr }
  })
}
