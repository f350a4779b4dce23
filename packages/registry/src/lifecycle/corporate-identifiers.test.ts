import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../ids.ts'
import { rejectsWith } from '../testing/index.ts'
import { makeScene, type Scene } from '../testing/scene.ts'
import {
  type CorporateIdentifierInput,
  deleteCorporateIdentifier,
  importCorporateIdentifiers,
  listCorporateIdentifiers,
  searchCorporateIdentifiers,
} from './index.ts'

let scene: Scene
before(async () => {
  scene = await makeScene()
})
after(() => scene.close())

const take = (given: CorporateIdentifierInput[], overwrite = false, who = scene.customer.who) =>
  importCorporateIdentifiers(scene.registry, who, scene.customer.id, given, { overwrite })
const search = (given: CorporateIdentifierInput[], who = scene.customer.who, tenantId = scene.customer.id) =>
  searchCorporateIdentifiers(scene.registry, who, tenantId, given)
const triple = (serial: string, description?: string): CorporateIdentifierInput => ({
  type: 'manufacturerModelSerial',
  identifier: `Contoso,Notebook 14,${serial}`,
  ...(description !== undefined && { description }),
})

test('taken in once, however often they come; a description is replaced only when asked to', async () => {
  const first = await take([triple('A'), triple('B', 'desk'), triple('A')])
  assert.deepEqual(
    first.map(one => one.outcome),
    ['created', 'created', 'created'],
  )
  assert.equal(first[0]?.id, first[2]?.id)
  assert.deepEqual(
    (await take([triple('A', 'new'), { ...triple('B'), identifier: ' Contoso , Notebook 14,B ' }])).map(one => [
      one.outcome,
      one.description,
    ]),
    [
      ['unchanged', undefined],
      ['unchanged', 'desk'],
    ],
  )
  const [changed] = await take([triple('A', 'new')], true)
  assert.deepEqual([changed?.outcome, changed?.description, changed?.id], ['updated', 'new', first[0]?.id])
  const { items } = await listCorporateIdentifiers(scene.registry, scene.customer.who, scene.customer.id, {})
  assert.equal(items.length, 2)
  const actions = scene.rows("select action from journal where subject_kind = 'corporate-identifier' order by id")
  assert.deepEqual(
    actions.map(row => row.action.replace('corporate-identifier.', '')),
    ['created', 'created', 'updated'],
  )
})

test('search finds those that are there, of the same type, and of this tenant', async () => {
  const [known] = await take([triple('C')])
  assert.deepEqual(
    (await search([triple('C'), triple('X')])).map(one => one.id),
    [known?.id],
  )
  assert.deepEqual(await search([{ type: 'serialNumber', identifier: String(known?.identifier) }]), [])
  assert.deepEqual(await search([triple('C')], scene.other.who, scene.other.id), [])
})

test('what is no identifier is counted, and nothing is taken in', async () => {
  const bad: CorporateIdentifierInput[] = [
    { type: 'manufacturerModelSerial', identifier: 'Contoso,Notebook' },
    { type: 'manufacturerModelSerial', identifier: 'Contoso,,D' },
    { type: 'imei', identifier: '12' },
    { type: 'unknown' as 'imei', identifier: '123456789012345' },
  ]
  const error = await rejectsWith('invalid_request', take([triple('D'), ...bad]))
  assert.match(error.message, /^Invalid Device Identifier parameter found for 4 import records!/)
  assert.deepEqual(await search([triple('D')]), [])
  await rejectsWith('body_too_large', take(Array.from({ length: 5001 }, (_, n) => triple(String(n)))))
})

test('rights, pages, removal', async () => {
  await rejectsWith('not_found', take([triple('E')], false, scene.other.who))
  await rejectsWith('forbidden', take([triple('E')], false, await scene.personOf(scene.customer.id, ['device-reader'])))
  const made = await take([triple('F'), triple('G'), triple('H')])
  const list = (filter: object) =>
    listCorporateIdentifiers(scene.registry, scene.customer.who, scene.customer.id, filter)
  const where = { kind: 'match', how: 'endswith', property: 'identifier', text: ',G' } as const
  assert.deepEqual(
    (await list({ where })).items.map(one => one.id),
    [made[1]?.id],
  )
  const first = await list({ limit: 1 })
  assert.deepEqual(
    [first.items[0]?.id, (await list({ limit: 1, cursor: first.nextCursor })).items[0]?.id],
    [made[2]?.id, made[1]?.id],
  )
  const remove = (id: string) => deleteCorporateIdentifier(scene.registry, scene.customer.who, scene.customer.id, id)
  await remove(String(made[1]?.id))
  assert.deepEqual(await search([triple('G')]), [])
  for (const id of [String(made[1]?.id), newId()]) await rejectsWith('not_found', remove(id))
})
