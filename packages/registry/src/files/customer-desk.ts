import type { Registry } from '../context.ts'
import { type ErrorCode, RegistryError } from '../errors.ts'
import { isId } from '../ids.ts'
import {
  findTenantByTarget,
  getPartnerNames,
  getTenant,
  type Principal,
  type Reach,
  reachOf,
  systemPrincipal,
} from '../organizations/index.ts'
import {
  beginImportBatch,
  type ImportBatchInput,
  type ImportIntake,
  refusalOf,
  type Submitter,
} from '../registration/index.ts'
import { type ImportsTable, scopeTo, type Tx } from '../store/index.ts'
import { type ImportKey, importActor, keyOf } from './import.ts'

/** A customer whose devices stand in the file. */
export interface Customer {
  readonly number: number
  readonly target: string
  readonly tenantId?: string
  /** Where its rows go; a customer that is refused has none. */
  readonly intake?: ImportIntake
  readonly refusal?: { readonly code: ErrorCode; readonly message: string }
  rows: number
}

/** Who the file is from, as it registers devices. */
async function submitterOf(registry: Registry, row: ImportsTable): Promise<Submitter> {
  const { organization } = importActor(row)
  if (organization.kind === 'tenant') return { kind: 'tenant', id: organization.id }
  const partner = (await getPartnerNames(registry, [organization.id])).get(organization.id)
  if (!partner) throw new RegistryError('not_found')
  return { kind: partner.kind, id: organization.id }
}

const domainPattern = /^(?=.{3,253}$)([a-z0-9-]{1,63}\.)+[a-z0-9-]{1,63}$/

/** Finds the customers that a file names, once each, and begins a batch for each that may be registered for. */
export class CustomerDesk {
  readonly #registry: Registry
  readonly #row: ImportsTable
  readonly #key: ImportKey
  readonly #submitter: Submitter
  readonly #by: Principal
  readonly #ownDomain: string | undefined
  readonly #alongside: (tx: Tx) => Promise<void>
  readonly #byTarget = new Map<string, Customer>()
  readonly #byTenant = new Map<string, Customer>()

  private constructor(
    registry: Registry,
    row: ImportsTable,
    submitter: Submitter,
    ownDomain: string | undefined,
    alongside: (tx: Tx) => Promise<void>,
  ) {
    this.#registry = registry
    this.#row = row
    this.#key = keyOf(row)
    this.#submitter = submitter
    this.#by = importActor(row)
    this.#ownDomain = ownDomain
    this.#alongside = alongside
  }

  /** @param alongside what is written with each step. */
  static async open(
    registry: Registry,
    row: ImportsTable,
    alongside: (tx: Tx) => Promise<void>,
  ): Promise<CustomerDesk> {
    const submitter = await submitterOf(registry, row)
    const domain = submitter.kind === 'tenant' ? await domainOf(registry, submitter.id) : undefined
    return new CustomerDesk(registry, row, submitter, domain, alongside)
  }

  get customers(): Customer[] {
    return [...new Set(this.#byTarget.values())]
  }

  /**
   * The customer of a row.
   * @param target as the row names it; the one of the whole import when it names none.
   * @returns a problem when the row names nobody that it can be registered for.
   */
  async find(target: string | undefined): Promise<Customer | { readonly problem: string }> {
    const wanted = target ?? this.#row.tenant_id ?? undefined
    if (wanted === undefined) return { problem: 'The row names no customer.' }
    const known = this.#byTarget.get(wanted)
    if (known) return known
    if (this.#submitter.kind === 'tenant') {
      if (wanted !== this.#submitter.id && wanted !== this.#ownDomain)
        return { problem: `The row is for ${JSON.stringify(wanted.slice(0, 80))}, which is not your own organization.` }
    } else if (!isId(wanted) && !domainPattern.test(wanted))
      return { problem: `${JSON.stringify(wanted.slice(0, 80))} is neither a tenant id nor a domain.` }
    const made = await this.#begin(wanted)
    this.#byTarget.set(wanted, made)
    return made
  }

  async #begin(target: string): Promise<Customer> {
    const { limits } = this.#registry
    if (this.#byTarget.size >= limits.importCustomers)
      throw new RegistryError('body_too_large', `A file names at most ${limits.importCustomers} customers.`)
    const own = this.#submitter.kind === 'tenant'
    const tenantId = own ? this.#submitter.id : isId(target) ? target : await findTenantByTarget(this.#registry, target)
    const same = tenantId === undefined ? undefined : this.#byTenant.get(tenantId)
    // Named by its id in one row and by its domain in another.
    if (same?.intake) return same
    const number = this.#byTarget.size
    const reach = tenantId === undefined ? undefined : reachOf(this.#by, 'device.register', tenantId)
    const refused = await this.#refusal(target, tenantId, reach)
    if (refused || tenantId === undefined || reach === undefined) {
      const refusal = refused ?? { code: 'consent_missing', message: noConsent }
      await this.#registry.store.write(tx => this.#insert(tx, { number, target, refusal: refusal.code }))
      return { number, target, refusal, rows: 0 }
    }
    const intake = await beginImportBatch(this.#registry, this.#batchInput(tenantId, reach), {
      begin: (tx, batchId) => this.#insert(tx, { number, target, tenantId, batchId }),
      chunk: this.#alongside,
    })
    const made = { number, target, tenantId, intake, rows: 0 }
    this.#byTenant.set(tenantId, made)
    return made
  }

  /**
   * The same for a domain that nobody has and for one of a tenant that has not consented: rows wait for consent only where the partner
   * names the tenant by its id, so that waiting tells nothing either.
   */
  async #refusal(
    target: string,
    tenantId: string | undefined,
    reach: Reach | undefined,
  ): Promise<Customer['refusal'] | undefined> {
    // Whoever is limited to some customers learns nothing of others, not even whether they have consented.
    if (reach === undefined && this.#by.grants.every(grant => grant.tenants !== undefined))
      return { code: 'customer_unknown', message: 'Your role is not for this customer.' }
    if (this.#submitter.kind === 'tenant') return undefined
    if (tenantId === undefined) return { code: 'consent_missing', message: noConsent }
    const onMissingConsent = isId(target) ? (this.#row.on_missing_consent as 'hold' | 'refuse') : 'refuse'
    const error = await refusalOf(this.#registry, { tenantId, submitter: this.#submitter, onMissingConsent })
    if (!error) return undefined
    return { code: error.code, message: error.code === 'consent_missing' ? noConsent : error.message }
  }

  #batchInput(tenantId: string, reach: Reach): ImportBatchInput {
    return {
      by: this.#by,
      submitter: { ...this.#submitter, reach },
      tenantId,
      name: this.#row.file_name.slice(0, 200),
      onMissingConsent: this.#row.on_missing_consent as 'hold' | 'refuse',
      defaults: JSON.parse(this.#row.defaults),
      import: this.#key,
    }
  }

  async #insert(
    tx: Tx,
    {
      number,
      target,
      tenantId,
      batchId,
      refusal,
    }: Omit<Customer, 'refusal' | 'rows'> & { batchId?: string; refusal?: string },
  ): Promise<void> {
    await this.#alongside(tx)
    await tx.db
      .insertInto('import_customers')
      .values({
        organization_id: this.#key.organizationId,
        import_id: this.#key.id,
        number,
        target,
        tenant_id: tenantId ?? null,
        batch_id: batchId ?? null,
        item_count: 0,
        refusal: refusal ?? null,
      })
      .execute()
  }

  /** Keeps the last rows, and how many each customer has. */
  async finish(): Promise<void> {
    for (const { intake } of this.customers) await intake?.finish()
    await this.#registry.store.write(async tx => {
      await this.#alongside(tx)
      await tx.runMany<{ number: number; count: number }>(
        (db, p) =>
          scopeTo(db, this.#key.organizationId)
            .updateTable('import_customers')
            .set({ item_count: p.count })
            .where('import_id', '=', this.#key.id)
            .where('number', '=', p.number),
        this.customers.map(({ number, rows }) => ({ number, count: rows })),
      )
    })
  }
}

const noConsent =
  'There is no consent of this customer. Rows can wait for one (onMissingConsent "hold") where they name the customer by its tenant id.'

async function domainOf(registry: Registry, tenantId: string): Promise<string> {
  return (await getTenant(registry, systemPrincipal, tenantId)).domain
}
