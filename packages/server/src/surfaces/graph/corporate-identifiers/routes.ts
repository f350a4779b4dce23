import {
  type CorporateIdentifier,
  type CorporateIdentifierInput,
  countCorporateIdentifiers,
  deleteCorporateIdentifier,
  importCorporateIdentifiers,
  isId,
  listCorporateIdentifiers,
  RegistryError,
  searchCorporateIdentifiers,
} from '@hailport/registry'
import { actionResult, collection, countText, entity, type GraphAnswer, noContent } from '../answer.ts'
import { type Members, readActionBody } from '../body/read-members.ts'
import type { GraphCall } from '../call.ts'
import { always, type Source, translateFilter } from '../odata/translate-filter.ts'
import { readPage, readSort } from '../read-page.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { never, toTime } from '../times.ts'

const type = 'importedDeviceIdentity'
const list = 'deviceManagement/importedDeviceIdentities'
const one = `${list}/{identityId}`

/** Bytes of a list of identifiers. */
const maxListBytes = 4_194_304

/** An importedDeviceIdentity. Whether such a device enrolled, a registry does not see. */
const toEntity = (identifier: CorporateIdentifier) => ({
  id: identifier.id,
  importedDeviceIdentifier: identifier.identifier,
  importedDeviceIdentityType: identifier.type,
  description: identifier.description ?? '',
  createdDateTime: toTime(identifier.createdAt),
  lastModifiedDateTime: toTime(identifier.updatedAt),
  lastContactedDateTime: never,
  enrollmentState: 'unknown',
  platform: 'unknown',
})

const sources: Readonly<Record<string, Source>> = {
  id: 'id',
  importedDeviceIdentifier: 'identifier',
  importedDeviceIdentityType: 'type',
  description: 'description',
  createdDateTime: 'createdAt',
  lastModifiedDateTime: 'updatedAt',
  lastContactedDateTime: always(never, 'moment'),
  enrollmentState: always('unknown'),
  platform: always('unknown'),
}

const conditions = ({ options: { filter } }: GraphCall) =>
  filter === undefined ? {} : { where: translateFilter(filter, sources) }

const count = (call: GraphCall): Promise<number> =>
  countCorporateIdentifiers(call.registry, call.principal, call.tenantId, conditions(call))

async function listIdentities(call: GraphCall): Promise<GraphAnswer> {
  const { registry, principal, tenantId, options } = call
  const { order } = readSort(call, { id: 'id' })
  const filter = { ...conditions(call), order }
  const page = await readPage(call, wanted =>
    listCorporateIdentifiers(registry, principal, tenantId, { ...filter, ...wanted }),
  )
  const isCounted = options.count && options.skiptoken === undefined
  return collection(call, {
    items: page.items.map(toEntity),
    ...(isCounted && { count: await count(call) }),
    nextToken: page.nextCursor,
  })
}

const inputs = (members: Members): CorporateIdentifierInput[] =>
  ((members['importedDeviceIdentities'] ?? []) as (Members | null)[]).map(one => ({
    type: one?.['importedDeviceIdentityType'] as CorporateIdentifierInput['type'],
    identifier: (one?.['importedDeviceIdentifier'] ?? '') as string,
    description: (one?.['description'] ?? null) as string | null,
  }))

async function search(call: GraphCall): Promise<GraphAnswer> {
  const wanted = inputs(readActionBody(call, 'searchExistingIdentities'))
  const found = await searchCorporateIdentifiers(call.registry, call.principal, call.tenantId, wanted)
  return actionResult(call, type, found.map(toEntity))
}

async function importList(call: GraphCall): Promise<GraphAnswer> {
  const members = readActionBody(call, 'importDeviceIdentityList')
  const overwrite = members['overwriteImportedDeviceIdentities'] === true
  const taken = await importCorporateIdentifiers(call.registry, call.principal, call.tenantId, inputs(members), {
    overwrite,
  })
  const results = taken.map(identifier => ({ ...toEntity(identifier), status: true }))
  return actionResult(call, 'importedDeviceIdentityResult', results)
}

function keyOf({ keys }: GraphCall): string {
  const id = keys['identityId']?.toLowerCase() ?? ''
  if (!isId(id)) throw new RegistryError('not_found')
  return id
}

async function getIdentity(call: GraphCall): Promise<GraphAnswer> {
  const where = { kind: 'compare', property: 'id', operator: 'eq', value: keyOf(call) } as const
  const { items } = await listCorporateIdentifiers(call.registry, call.principal, call.tenantId, { where, limit: 1 })
  if (items[0] === undefined) throw new RegistryError('not_found')
  return entity(call, toEntity(items[0]))
}

async function deleteIdentity(call: GraphCall): Promise<GraphAnswer> {
  await deleteCorporateIdentifier(call.registry, call.principal, call.tenantId, keyOf(call))
  return noContent()
}

/** Corporate identifiers: devices that the tenant declares to be its own before they enrol (graph-api 2.6). */
export const corporateIdentifierRoutes: readonly GraphRoute[] = [
  { method: 'GET', path: list, type, scopes: scopes.serviceConfigRead, handle: listIdentities },
  {
    method: 'GET',
    path: `${list}/$count`,
    type,
    scopes: scopes.serviceConfigRead,
    handle: async (call: GraphCall) => countText(await count(call)),
  },
  { method: 'GET', path: one, type, scopes: scopes.serviceConfigRead, handle: getIdentity },
  { method: 'DELETE', path: one, scopes: scopes.serviceConfigWrite, handle: deleteIdentity },
  {
    method: 'POST',
    path: `${list}/searchExistingIdentities`,
    scopes: scopes.serviceConfigRead,
    maxBodyBytes: maxListBytes,
    handle: search,
  },
  {
    method: 'POST',
    path: `${list}/importDeviceIdentityList`,
    scopes: scopes.serviceConfigWrite,
    maxBodyBytes: maxListBytes,
    handle: importList,
  },
].map((route): GraphRoute => ({ ...(route as GraphRoute), versions: ['beta'] }))
