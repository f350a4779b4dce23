import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { bytesToId, idToBytes, newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { type PasskeysTable, scopeTo } from '../store/index.ts'
import { requireText } from '../text.ts'
import { makeChallenge, takeChallenge } from './challenges.ts'
import { requireFactorsLeft } from './factors.ts'
import { type PersonRef, samePerson } from './person-ref.ts'

/** Passkeys that one person may have. */
export const passkeysPerPerson = 20

/** Loaded at the first use: it is large, and most processes and threads never need it. */
const webAuthn = () => import('@simplewebauthn/server')

/** Where passkeys are good: a host, at one origin. */
export interface RelyingParty {
  readonly id: string
  readonly origin: string
}

/** A passkey, as its owner sees it. */
export interface Passkey {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt?: number
  /** Whether the maker of the authenticator copies it to other devices of the person. */
  readonly synced: boolean
}

const toPasskey = (row: PasskeysTable): Passkey => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
  synced: row.synced === 1,
})

/** What an authenticator tells of whose passkey it is: 16 bytes of the organization, 16 of the person. */
const handleOf = ({ organizationId, personId }: PersonRef): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...idToBytes(organizationId), ...idToBytes(personId)])

function personOfHandle(text: string | undefined): PersonRef | undefined {
  const bytes = Buffer.from(text ?? '', 'base64url')
  if (bytes.length !== 32) return undefined
  return { organizationId: bytesToId(bytes.subarray(0, 16)), personId: bytesToId(bytes.subarray(16)) }
}

async function rowsOf(registry: Registry, { organizationId, personId }: PersonRef): Promise<PasskeysTable[]> {
  return scopeTo(registry.store.db, organizationId)
    .selectFrom('passkeys')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('id')
    .execute()
}

/** The passkeys of a person, oldest first; for code that has checked the rights. There are at most `passkeysPerPerson`. */
export async function findPasskeys(registry: Registry, person: PersonRef): Promise<Passkey[]> {
  return (await rowsOf(registry, person)).map(toPasskey)
}

const descriptor = (row: PasskeysTable) => ({
  id: Buffer.from(row.credential_id).toString('base64url'),
  transports: JSON.parse(row.transports),
})

/** What the browser needs to make a passkey. @param holder a secret that only this browser has. */
export async function passkeyCreation(
  registry: Registry,
  { id }: RelyingParty,
  person: PersonRef & { readonly email: string; readonly name: string },
  holder: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await webAuthn()
  return generateRegistrationOptions({
    rpName: 'Hailport',
    rpID: id,
    userID: handleOf(person),
    userName: person.email,
    userDisplayName: person.name,
    challenge: Uint8Array.from(Buffer.from(await makeChallenge(registry, holder), 'base64url')),
    attestationType: 'none',
    excludeCredentials: (await rowsOf(registry, person)).map(descriptor),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** Keeps a passkey that the browser has made. @throws invalid_request when the answer does not fit. */
export async function addPasskey(
  registry: Registry,
  rp: RelyingParty,
  principal: Principal,
  person: PersonRef,
  made: { readonly holder: string; readonly response: unknown; readonly name: string },
): Promise<Passkey> {
  const name = requireText(made.name, 'name', 100)
  const expectedChallenge = await takeChallenge(registry, made.holder)
  const { verifyRegistrationResponse } = await webAuthn()
  const refuse = (cause?: unknown) =>
    new RegistryError('invalid_request', 'The answer of the authenticator does not fit.', { field: 'response', cause })
  const verified = await verifyRegistrationResponse({
    response: made.response as RegistrationResponseJSON,
    expectedChallenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: true,
  }).catch(cause => {
    throw refuse(cause)
  })
  if (!verified.verified) throw refuse()
  const { credential, credentialBackedUp } = verified.registrationInfo
  const now = registry.now()
  const { organizationId, personId } = person
  const row: PasskeysTable = {
    organization_id: organizationId,
    person_id: personId,
    id: newId(now),
    credential_id: Buffer.from(credential.id, 'base64url'),
    public_key: credential.publicKey,
    counter: credential.counter,
    transports: JSON.stringify((credential.transports ?? []).slice(0, 10)),
    name,
    synced: credentialBackedUp ? 1 : 0,
    created_at: now,
    last_used_at: null,
  }
  await insertPasskey(registry, principal, row)
  return toPasskey(row)
}

async function insertPasskey(registry: Registry, principal: Principal, row: PasskeysTable): Promise<void> {
  await registry.store.write(async tx => {
    const own = scopeTo(tx.db, row.organization_id)
    const mine = await own.selectFrom('passkeys').select('id').where('person_id', '=', row.person_id).execute()
    if (mine.length >= passkeysPerPerson)
      throw new RegistryError('conflict', `A person has at most ${passkeysPerPerson} passkeys; remove one first.`)
    const taken = await own
      .selectFrom('passkeys')
      .select('id')
      .where('credential_id', '=', row.credential_id)
      .executeTakeFirst()
    if (taken) throw new RegistryError('conflict', 'This passkey is there already.')
    await own.insertInto('passkeys').values(row).execute()
    await appendJournal(tx, principal, row.created_at, [
      {
        organizationId: row.organization_id,
        action: 'second-factor.added',
        subjectKind: 'person',
        subjectId: row.person_id,
        after: { kind: 'passkey', passkeyId: row.id, name: row.name },
      },
    ])
  })
}

/** What the browser needs to ask for a passkey: of one person, or of anybody who has one here. */
export async function passkeyRequest(
  registry: Registry,
  { id }: RelyingParty,
  holder: string,
  person?: PersonRef,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await webAuthn()
  return generateAuthenticationOptions({
    rpID: id,
    challenge: Uint8Array.from(Buffer.from(await makeChallenge(registry, holder), 'base64url')),
    userVerification: 'required',
    ...(person && { allowCredentials: (await rowsOf(registry, person)).map(descriptor) }),
  })
}

/**
 * Checks the answer of an authenticator.
 * @param expected whose passkey it must be; anybody's when absent.
 * @returns whose it is. Whether that person is enabled is for the caller to see.
 * @throws sign_in_failed, sign_in_expired
 */
export async function checkPasskey(
  registry: Registry,
  rp: RelyingParty,
  holder: string,
  answer: unknown,
  expected?: PersonRef,
): Promise<PersonRef> {
  const expectedChallenge = await takeChallenge(registry, holder)
  const response = answer as AuthenticationResponseJSON
  const refuse = (cause?: unknown) =>
    new RegistryError('sign_in_failed', 'The passkey was not accepted.', cause === undefined ? {} : { cause })
  const person = personOfHandle(response?.response?.userHandle) ?? expected
  if (!person || (expected && !samePerson(person, expected))) throw refuse()
  const row = (await rowsOf(registry, person)).find(each => descriptor(each).id === response.id)
  if (!row) throw refuse()
  const { verifyAuthenticationResponse } = await webAuthn()
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: true,
    credential: { ...descriptor(row), publicKey: Uint8Array.from(row.public_key), counter: row.counter },
  }).catch(cause => {
    throw refuse(cause)
  })
  if (!verified.verified) throw refuse()
  await noteUse(registry, row, verified.authenticationInfo.newCounter)
  return person
}

async function noteUse(registry: Registry, row: PasskeysTable, counter: number): Promise<void> {
  await registry.store.write(
    async tx => {
      await scopeTo(tx.db, row.organization_id)
        .updateTable('passkeys')
        .set({ counter, last_used_at: registry.now() })
        .where('person_id', '=', row.person_id)
        .where('id', '=', row.id)
        .execute()
    },
    { unsynced: true },
  )
}

/** Removes a passkey. @throws not_found; second_factor_needed when it is the last factor that is required. */
export async function removePasskey(
  registry: Registry,
  principal: Principal,
  person: PersonRef,
  id: string,
): Promise<void> {
  const { organizationId, personId } = person
  await registry.store.write(async tx => {
    const { numDeletedRows } = await scopeTo(tx.db, organizationId)
      .deleteFrom('passkeys')
      .where('person_id', '=', personId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new RegistryError('not_found')
    await requireFactorsLeft(registry, tx, principal, person)
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId,
        action: 'second-factor.removed',
        subjectKind: 'person',
        subjectId: personId,
        before: { kind: 'passkey', passkeyId: id },
      },
    ])
  })
}
