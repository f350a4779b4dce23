import {
  countImportRecords,
  createImportRecords,
  deleteImportRecord,
  getImportRecord,
  type ImportRecordFilter,
  listImportRecords,
  RegistryError,
} from '@hailport/registry'
import { actionResult, collection, countText, entity, type GraphAnswer, noContent } from '../answer.ts'
import { type Members, readActionBody, readEntityBody } from '../body/read-members.ts'
import type { GraphCall } from '../call.ts'
import { badRequest } from '../errors.ts'
import { always, type Source, translateFilter } from '../odata/translate-filter.ts'
import { readPage, readSort } from '../read-page.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { toImportEntity, toImportInput } from './import-entity.ts'

const type = 'importedWindowsAutopilotDeviceIdentity'
const list = 'deviceManagement/importedWindowsAutopilotDeviceIdentities'
const one = `${list}/{importId}`

/** Bytes of an import: 500 hashes are 3 MB, and a tenant may be allowed more of them. */
const maxImportBytes = 16_777_216

const sources: Readonly<Record<string, Source>> = {
  id: 'id',
  groupTag: 'groupTag',
  serialNumber: 'serialNumber',
  productKey: 'productKey',
  importId: 'importId',
  assignedUserPrincipalName: 'assignedUser',
  hardwareIdentifier: always(''),
}

const sorts = { id: 'createdAt', serialNumber: 'serialNumber', importId: 'importId', groupTag: 'groupTag' } as const

const conditions = ({ options: { filter } }: GraphCall): ImportRecordFilter =>
  filter === undefined ? {} : { where: translateFilter(filter, sources) }

const count = (call: GraphCall): Promise<number> =>
  countImportRecords(call.registry, call.principal, call.tenantId, conditions(call))

async function listImports(call: GraphCall): Promise<GraphAnswer> {
  const { registry, principal, tenantId, options } = call
  const filter = { ...conditions(call), ...readSort(call, sorts) }
  const page = await readPage(call, wanted =>
    listImportRecords(registry, principal, tenantId, { ...filter, ...wanted }),
  )
  const isCounted = options.count && options.skiptoken === undefined
  return collection(call, {
    items: page.items.map(toImportEntity),
    ...(isCounted && { count: await count(call) }),
    nextToken: page.nextCursor,
  })
}

async function postImport(call: GraphCall): Promise<GraphAnswer> {
  const input = toImportInput(readEntityBody(call, type), call.body())
  const [made] = await createImportRecords(call.registry, call.principal, call.tenantId, [input])
  if (made === undefined) throw new RegistryError('internal')
  return entity(call, toImportEntity(made), 201)
}

/** The list in the body as it was sent. */
function rawList(call: GraphCall, name: string): unknown[] {
  const found = Object.entries(call.body() ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  return Array.isArray(found) ? found : [found]
}

/** Many devices in one call. A faulty one gets its own state; the others go on. */
async function importMany(call: GraphCall): Promise<GraphAnswer> {
  const name = 'importedWindowsAutopilotDeviceIdentities'
  const given = (readActionBody(call, 'import')[name] ?? []) as (Members | null)[]
  const raw = rawList(call, name)
  const rows = given.map((members, index) => {
    if (members === null) throw badRequest(`${name}[${index}] is null.`)
    return toImportInput(members, raw[index])
  })
  const made = await createImportRecords(call.registry, call.principal, call.tenantId, rows)
  return actionResult(call, type, made.map(toImportEntity))
}

const keyOf = ({ keys }: GraphCall): string => keys['importId']?.toLowerCase() ?? ''

/** Devices being imported (graph-api 2.2). */
export const importRoutes: readonly GraphRoute[] = [
  { method: 'GET', path: list, type, scopes: scopes.serviceConfigRead, handle: listImports },
  {
    method: 'GET',
    path: `${list}/$count`,
    type,
    scopes: scopes.serviceConfigRead,
    handle: async call => countText(await count(call)),
  },
  {
    method: 'GET',
    path: one,
    type,
    scopes: scopes.serviceConfigRead,
    async handle(call) {
      const found = await getImportRecord(call.registry, call.principal, call.tenantId, keyOf(call))
      return entity(call, toImportEntity(found))
    },
  },
  { method: 'POST', path: list, type, scopes: scopes.serviceConfigWrite, handle: postImport },
  {
    method: 'POST',
    path: `${list}/import`,
    scopes: scopes.serviceConfigWrite,
    maxBodyBytes: maxImportBytes,
    handle: importMany,
  },
  {
    method: 'DELETE',
    path: one,
    scopes: scopes.serviceConfigWrite,
    async handle(call) {
      await deleteImportRecord(call.registry, call.principal, call.tenantId, keyOf(call))
      return noContent()
    },
  },
]
