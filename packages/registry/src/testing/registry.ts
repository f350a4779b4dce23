import { type Consent, type ConsentLimits, grantByLink } from '../consent/index.ts'
import type { Limits } from '../context.ts'
import { createRegistry } from '../create.ts'
import { newId } from '../ids.ts'
import {
  builtInGrants,
  createPartner,
  createPerson,
  createTenant,
  getLinkCode,
  type OrganizationKind,
  type Partner,
  type PartnerKind,
  type Principal,
  type Role,
  registryId,
  type Tenant,
} from '../organizations/index.ts'
import { createVault } from '../vault.ts'
import { type TestDatabase, testDatabase } from './database.ts'

/** A clock that stands still until it is moved. */
export interface TestClock {
  readonly now: () => number
  advance(ms: number): void
}

/** A fresh registry in a database of its own, and what a test needs to act in it. */
export interface TestRegistry {
  readonly registry: ReturnType<typeof createRegistry>
  readonly operator: Principal
  readonly clock: TestClock
  readonly database: TestDatabase
  /** A tenant; its domain is the name in lower case with `.example`. */
  tenant(name?: string): Promise<Tenant>
  partner(kind?: PartnerKind, options?: { name?: string; manufacturers?: string[] }): Promise<Partner>
  /** A new person of the organization with these roles, as it acts. */
  personOf(organizationId: string, roles: Role[]): Promise<Principal>
  /** A consent of the tenant for the partner, granted by a consent-approver. */
  grant(tenantId: string, partnerId: string, limits?: ConsentLimits): Promise<Consent>
  close(): Promise<void>
}

function testClock(start: number): TestClock {
  let at = start
  return {
    now: () => at,
    advance(ms) {
      at += ms
    },
  }
}

/** Makes a registry with one operator. Call `close()` when done; it removes the database. */
export async function testRegistry(limits: Partial<Limits> = {}): Promise<TestRegistry> {
  const database = await testDatabase()
  const clock = testClock(Date.now())
  const store = database.open()
  const registry = createRegistry({ store, vault: createVault(new Uint8Array(32).fill(7)), limits, now: clock.now })
  const operator: Principal = {
    kind: 'person',
    id: newId(clock.now()),
    organization: { kind: 'registry', id: registryId },
    roles: ['operator'],
    grants: builtInGrants(['operator']),
  }
  const kinds = new Map<string, OrganizationKind>([[registryId, 'registry']])
  let count = 0
  const personOf: TestRegistry['personOf'] = async (organizationId, roles) => {
    const kind = kinds.get(organizationId)
    if (kind === undefined) throw new Error('personOf() knows the organizations that tenant() and partner() made.')
    count += 1
    const input = { email: `person${count}@people.example`, name: `Person ${count}`, roles }
    const person = await createPerson(registry, operator, organizationId, input)
    return {
      kind: 'person',
      id: person.id,
      organization: { kind, id: organizationId },
      roles,
      grants: builtInGrants(roles),
    }
  }
  return {
    registry,
    operator,
    clock,
    database,
    personOf,
    async tenant(name = `Tenant${++count}`) {
      const made = await createTenant(registry, operator, { name, domain: `${name.toLowerCase()}.example` })
      kinds.set(made.id, 'tenant')
      return made
    },
    async partner(kind = 'oem', options = {}) {
      const input = { kind, name: `Partner ${++count}`, ...(kind === 'oem' && { manufacturers: ['Contoso'] }) }
      const made = await createPartner(registry, operator, { ...input, ...options })
      kinds.set(made.id, 'partner')
      return made
    },
    async grant(tenantId, partnerId, given = {}) {
      const approver = await personOf(tenantId, ['consent-approver'])
      const own: Principal = {
        kind: 'person',
        id: newId(),
        organization: { kind: 'partner', id: partnerId },
        roles: ['partner-admin'],
        grants: builtInGrants(['partner-admin']),
      }
      return grantByLink(registry, approver, await getLinkCode(registry, own, partnerId), given)
    },
    async close() {
      await store.close()
      await database.remove()
    },
  }
}
