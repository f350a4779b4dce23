import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createGroup } from '../groups/index.ts'
import { newId } from '../ids.ts'
import type { Principal } from '../organizations/index.ts'
import { addAssignment, assignDevices, createProfile, deleteProfile, unassignDevices } from '../profiles/index.ts'
import {
  deregisterDevice,
  getDevice,
  listDevices,
  listReleased,
  readDeviceJournal,
  updateDevice,
} from '../registration/index.ts'
import { bytesOf, device, ndjson, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Scene } from '../testing/scene.ts'
import {
  type ActionInput,
  type ActionTargets,
  beginAction,
  cancelAction,
  confirmAction,
  deleteDevices,
  exportActionRows,
  getAction,
  listActionRows,
  listActions,
  type NamesFormat,
  readReceipt,
  undoAction,
  uploadAction,
} from './index.ts'

let scene: Scene
before(async () => {
  scene = await makeScene({ chunkRows: 3, listedDevices: 40, actionRows: 50 })
})
after(() => {
  scene.audit()
  return scene.close()
})

let next = 0
/** Registers devices. */
async function devices(count: number, more: object = {}): Promise<string[]> {
  const rows = Array.from({ length: count }, () => ({ ...hashRow(device(++next)), ...more }))
  return (await scene.register(scene.customer, rows)).map(result => String(result.deviceId))
}
const at = () => [scene.registry, scene.customer.who, scene.customer.id] as const
const read = (id: string) => getDevice(...at(), id)
const tags = async (ids: string[]) => Promise.all(ids.map(async id => (await read(id)).groupTag))
const rowsOf = async (id: string, filter = {}) => (await listActionRows(...at(), id, filter)).items
const told = async (id: string, filter = {}) =>
  (await rowsOf(id, filter)).map(row => (row.code === undefined ? row.status : `${row.status} ${row.code}`))

/** Begins an action and lets a job make its preview. */
async function preview(input: ActionInput, targets: ActionTargets, who: Principal = scene.customer.who) {
  const { id } = await beginAction(scene.registry, who, scene.customer.id, input, targets)
  await scene.work()
  return getAction(scene.registry, who, scene.customer.id, id)
}
const confirm = async (action: { id: string; confirmation?: { token: string; count?: number } }, who?: Principal) => {
  const [registry, admin, tenantId] = at()
  await confirmAction(registry, who ?? admin, tenantId, action.id, action.confirmation ?? { token: '' })
  await scene.work()
  return getAction(...at(), action.id)
}
const undo = async (id: string) => {
  const begun = await undoAction(...at(), id)
  await scene.work()
  return getAction(...at(), begun.id)
}
const tag = (groupTag: string | null): ActionInput => ({ kind: 'change', change: { groupTag } })
const release: ActionInput = { kind: 'release' }

test('a change: preview by device, then done as shown, then taken back', async () => {
  const ids = await devices(5, { groupTag: 'Old' })
  const [first = '', second = '', third = ''] = ids
  await updateDevice(...at(), first, { groupTag: 'New' })
  const missing = newId()
  const shown = await preview(tag('New'), { deviceIds: [...ids, missing, third, 'no id'] })
  assert.deepEqual(await told(shown.id), [
    'unchanged',
    'ready',
    'ready',
    'ready',
    'ready',
    'refused device_not_registered',
    'unchanged device_duplicated',
    'refused device_not_registered',
  ])
  assert.deepEqual(shown.counts, { total: 8, ready: 4, unchanged: 2, refused: 2, done: 0, failed: 0 })
  const [row] = await rowsOf(shown.id, { status: 'ready', limit: 1 })
  assert.deepEqual([row?.deviceId, row?.before, row?.after], [second, { groupTag: 'Old' }, { groupTag: 'New' }])
  assert.deepEqual(await tags(ids), ['New', 'Old', 'Old', 'Old', 'Old'], 'a preview changes nothing')

  const done = await confirm(shown)
  assert.equal(done.state, 'finished')
  assert.deepEqual(done.counts, { ...shown.counts, done: 4 })
  assert.deepEqual(await tags(ids), ['New', 'New', 'New', 'New', 'New'])
  const history = (await readDeviceJournal(...at(), second, { limit: 1 })).items[0]
  assert.deepEqual([history?.action, history?.requestId], ['device.updated', shown.id])

  await updateDevice(...at(), third, { groupTag: 'Later' })
  const back = await undo(shown.id)
  assert.deepEqual([back.kind, back.undoes, back.counts.ready, back.counts.refused], ['undo', shown.id, 3, 1])
  await confirm(back)
  assert.deepEqual(await tags(ids), ['New', 'Old', 'Later', 'Old', 'Old'])
  assert.equal((await getAction(...at(), shown.id)).undoneBy, back.id)
  await rejectsWith('conflict', undoAction(...at(), shown.id))
  await rejectsWith('conflict', undoAction(...at(), back.id))
})

test('users and orders, set and cleared, go back to what each device had', async () => {
  const ids = await devices(3, { assignedUser: 'old@fabrikam.example' })
  await updateDevice(...at(), String(ids[0]), { assignedUser: 'not-checked@x.example', addressableUserName: 'Ada' })
  const cleared = await confirm(
    await preview({ kind: 'change', change: { assignedUser: null, purchaseOrder: 'PO-1' } }, { deviceIds: ids }),
  )
  const users = async () =>
    Promise.all(ids.map(read)).then(all =>
      all.map(one => [one.assignedUser, one.addressableUserName, one.purchaseOrder]),
    )
  assert.deepEqual(await users(), Array(3).fill([undefined, undefined, 'PO-1']))
  await confirm(await undo(cleared.id))
  assert.deepEqual(await users(), [
    ['not-checked@x.example', 'Ada', undefined],
    ['old@fabrikam.example', undefined, undefined],
    ['old@fabrikam.example', undefined, undefined],
  ])
})

test('a release: more than ten need their number, each can be taken back, and all of them at once', async () => {
  const ids = await devices(11, { groupTag: 'Out' })
  const shown = await preview({ ...release, reason: 'sold' }, { deviceIds: ids })
  const token = String(shown.confirmation?.token)
  assert.equal(shown.confirmation?.count, 11)
  await rejectsWith('confirmation_wrong', confirmAction(...at(), shown.id, { token }), 'count')
  await rejectsWith('confirmation_wrong', confirmAction(...at(), shown.id, { token, count: 10 }), 'count')
  await rejectsWith('confirmation_wrong', confirmAction(...at(), shown.id, { token: 'x', count: 11 }), 'token')
  assert.equal((await listDevices(...at(), { groupTag: 'Out' })).items.length, 11)
  const done = await confirm(shown)
  assert.equal(done.counts.done, 11)
  assert.equal((await listDevices(...at(), { groupTag: 'Out' })).items.length, 0)
  const released = (await listReleased(...at(), {})).items.filter(one => one.actionId === shown.id)
  assert.deepEqual([released.length, released[0]?.reason], [11, 'sold'])

  await scene.register(scene.other, [hashRow(device(next))], {}, scene.other.id)
  const back = await undo(shown.id)
  assert.deepEqual([back.counts.ready, back.confirmation?.count], [11, undefined])
  const restored = await confirm(back)
  assert.deepEqual([restored.counts.done, restored.counts.failed], [10, 1])
  assert.deepEqual(await told(back.id, { status: 'failed' }), ['failed device_registered_elsewhere'])
  assert.deepEqual(
    (await listDevices(...at(), { groupTag: 'Out', order: 'asc' })).items.map(one => one.id),
    ids.slice(0, 10),
  )
})

test('ten need no number; a deletion keeps nothing and cannot be taken back', async () => {
  const ids = await devices(10)
  const shown = await preview({ kind: 'delete' }, { deviceIds: ids })
  assert.equal(shown.confirmation?.count, undefined)
  const done = await confirm(shown)
  assert.equal(done.counts.done, 10)
  assert.deepEqual(scene.rows('select * from released_devices where action_id = ?', shown.id), [])
  for (const id of ids) await rejectsWith('device_not_registered', read(id))
  await rejectsWith('conflict', undoAction(...at(), shown.id))
})

test('by serial number: one that several devices have is refused in favour of ids', async () => {
  const rows = [1, 2].map(n => hashRow(device(8000 + n, { serialNumber: 'TWIN', model: `Model ${n}` })))
  await scene.register(scene.customer, rows)
  const [id] = await devices(1)
  const serial = device(next).serialNumber
  const shown = await preview(release, { serialNumbers: ['TWIN', ` ${serial} `, 'NOBODY'] })
  assert.deepEqual(await told(shown.id), ['refused device_not_unique', 'ready', 'refused device_not_registered'])
  const [, row] = await rowsOf(shown.id)
  assert.deepEqual([row?.deviceId, row?.serialNumber], [id, serial])
})

test('by a filter: exactly the devices that met it at the preview', async () => {
  const ids = await devices(7, { purchaseOrder: 'PO-F' })
  const shown = await preview(tag('Filtered'), { filter: { purchaseOrder: 'PO-F' } })
  assert.deepEqual(
    (await rowsOf(shown.id)).map(row => [row.position, row.deviceId]),
    ids.map((id, n) => [n, id]),
  )
  const [late = ''] = await devices(1, { purchaseOrder: 'PO-F' })
  await confirm(shown)
  assert.deepEqual(await tags([...ids, late]), [...Array(7).fill('Filtered'), undefined])
  const none = await preview(tag('x'), { filter: { purchaseOrder: 'PO-none' } })
  assert.equal(none.state, 'previewed')
  await rejectsWith('conflict', confirmAction(...at(), none.id, none.confirmation ?? { token: '' }))
  const odd = { where: { kind: 'compare', property: 'nothing', operator: 'eq', value: '' } } as const
  await rejectsWith('invalid_request', beginAction(...at(), tag('x'), { filter: odd }))
})

test('by profile, group or rule: the devices that have it at the preview, none once it is gone', async () => {
  const [first = '', second = '', third = ''] = await devices(3, { groupTag: 'Till' })
  await devices(1, { groupTag: 'Desk' })
  const profile = await createProfile(...at(), { displayName: 'Till' })
  const group = await createGroup(...at(), { displayName: 'Tills', rule: '[OrderID]:Till' })
  await addAssignment(...at(), profile.id, { kind: 'group', groupId: group.id })
  const other = await createProfile(...at(), { displayName: 'Other' })
  await assignDevices(...at(), other.id, [third])
  const meant = async (filter: Extract<ActionTargets, { filter: unknown }>['filter']) =>
    (await rowsOf((await preview(tag('x'), { filter })).id)).map(row => row.deviceId)
  assert.deepEqual(await meant({ profileId: profile.id }), [first, second])
  assert.deepEqual(await meant({ groupId: group.id }), [first, second, third])
  assert.deepEqual(await meant({ rule: '[OrderID]:Desk', profileId: profile.id }), [])
  const { id } = await beginAction(...at(), tag('x'), { filter: { profileId: other.id } })
  await unassignDevices(...at(), other.id, [third])
  await deleteProfile(...at(), other.id)
  await scene.work()
  assert.deepEqual(await rowsOf(id), [])
  assert.equal((await getAction(...at(), id)).state, 'previewed')
  const gone = (filter: object) => beginAction(...at(), tag('x'), { filter })
  await rejectsWith('profile_not_found', gone({ profileId: other.id }))
  await rejectsWith('group_not_found', gone({ groupId: newId() }))
  await rejectsWith('group_rule_not_supported', gone({ rule: 'device.x -eq "1"' }))
})

test('files of every format name the same devices', async () => {
  const ids = await devices(4)
  const serials = [3, 2, 1, 0].map(back => device(next - back).serialNumber)
  const names = [
    { deviceId: ids[0] },
    { serialNumber: serials[1] },
    { id: ids[2]?.toUpperCase() },
    { serialNumber: serials[3] },
  ]
  const files: [NamesFormat, string][] = [
    ['ndjson', `\ufeff${ndjson(names)}\n`],
    ['ndjson', serials.map(serial => JSON.stringify(serial)).join('\n')],
    ['json', JSON.stringify(names)],
    ['csv', `Device Serial Number,Notes\r\n${serials.map(serial => `${serial},"a, b"`).join('\r\n')}`],
    ['csv', `deviceId,serialNumber\n${ids.map(id => `${id},`).join('\n')}\n`],
  ]
  for (const [format, text] of files) {
    const begun = await uploadAction(...at(), tag('File'), format, bytesOf(text, 7))
    assert.deepEqual([begun.state, begun.counts.total, begun.selection], ['resolving', 4, { by: 'file' }])
    await scene.work()
    assert.deepEqual(
      (await rowsOf(begun.id)).map(row => [row.status, row.deviceId]),
      ids.map(id => ['ready', id]),
      text,
    )
    await cancelAction(...at(), begun.id)
  }
})

test('a file that is faulty or too long is refused as a whole, and nothing of it stays', async () => {
  const before = scene.dump()
  const upload = (format: NamesFormat, text: string) => uploadAction(...at(), release, format, bytesOf(text))
  for (const [format, text] of [
    ['ndjson', ndjson([{ serialNumber: 'A' }, { serialNumber: 'B' }, { serialNumber: 'C' }, { name: 'D' }])],
    ['ndjson', '{"serialNumber": 7}'],
    ['ndjson', '{'],
    ['json', '[{"deviceId":"a"}'],
    ['csv', 'Name\nA'],
    ['csv', 'Serial Number\nA\n""\n'],
    ['ndjson', ''],
  ] as const)
    await rejectsWith('unreadable_body', upload(format, text))
  const many = ndjson(Array.from({ length: 51 }, (_, n) => ({ serialNumber: `S${n}` })))
  await rejectsWith('body_too_large', upload('ndjson', many))
  assert.deepEqual(scene.dump(), before)
})

test('what happened between preview and deed is told row by row', async () => {
  const ids = await devices(3)
  const shown = await preview(release, { deviceIds: ids })
  await deregisterDevice(...at(), String(ids[1]))
  const done = await confirm(shown)
  assert.deepEqual(await told(done.id), ['done', 'failed device_not_registered', 'done'])
  assert.deepEqual([done.counts.done, done.counts.failed], [2, 1])
  let text = ''
  for await (const part of await exportActionRows(...at(), done.id, { status: 'failed' })) text += part
  assert.match(text, /^row,status,deviceId,serialNumber,code,message,remedy\r\n2,failed,[^\r]+\r\n$/)
})

test('the receipt: who, when, what, how many, and a digest of the rows that anybody can compute', async () => {
  const ids = await devices(4)
  const shown = await preview({ ...tag('Receipt'), reason: 'new department' }, { deviceIds: ids })
  await rejectsWith('conflict', readReceipt(...at(), shown.id))
  scene.clock.advance(1000)
  await confirm(shown)
  const receipt = await readReceipt(...at(), shown.id)
  assert.deepEqual(
    [
      receipt.kind,
      receipt.change,
      receipt.reason,
      receipt.requestedBy.id,
      receipt.confirmedBy?.id,
      receipt.counts.done,
    ],
    ['change', { groupTag: 'Receipt' }, 'new department', scene.customer.who.id, scene.customer.who.id, 4],
  )
  assert.ok(
    Number(receipt.confirmedAt) > receipt.requestedAt && Number(receipt.finishedAt) >= Number(receipt.confirmedAt),
  )
  const { createHash } = await import('node:crypto')
  const rows = (await rowsOf(shown.id)).map(({ remedy: _, ...row }) => row)
  let digest = Buffer.alloc(0)
  for (const chunk of [rows.slice(0, 3), rows.slice(3)])
    digest = createHash('sha256').update(digest).update(JSON.stringify(chunk)).digest() as typeof digest
  assert.equal(receipt.resultDigest, digest.toString('hex'))
  const entries = scene.rows('select action, after, reason from journal where subject_id = ? order by id', shown.id)
  assert.deepEqual(
    entries.map(entry => entry.action),
    ['device-action.confirmed', 'device-action.finished'],
  )
  assert.equal(JSON.parse(entries[1].after).digest, receipt.resultDigest)
  assert.equal(entries[0].reason, 'new department')
})

test('confirming twice is confirming once; cancelling leaves nothing; an unconfirmed preview is removed after a day', async () => {
  const ids = await devices(2)
  const shown = await preview(tag('Twice'), { deviceIds: ids })
  const confirmation = shown.confirmation ?? { token: '' }
  await Promise.all([1, 2].map(() => confirmAction(...at(), shown.id, confirmation)))
  await scene.work()
  assert.equal((await confirmAction(...at(), shown.id, confirmation)).state, 'finished')
  assert.equal(
    scene.rows("select * from journal where action = 'device-action.confirmed' and subject_id = ?", shown.id).length,
    1,
  )
  await rejectsWith('conflict', cancelAction(...at(), shown.id))

  const given = await beginAction(...at(), release, { deviceIds: ids })
  await rejectsWith('conflict', confirmAction(...at(), given.id, { token: '' }))
  await cancelAction(...at(), given.id)
  await rejectsWith('not_found', getAction(...at(), given.id))
  const left = await preview(release, { deviceIds: ids })
  scene.clock.advance(24 * 3_600_000)
  await scene.work()
  await rejectsWith('not_found', getAction(...at(), left.id))
  assert.equal((await getAction(...at(), shown.id)).state, 'finished')
  assert.deepEqual(scene.rows('select action_id from device_action_chunks where action_id = ?', left.id), [])
})

test('what is not meant for many is refused at once', async () => {
  const [id = ''] = await devices(1)
  const begin = (input: object, targets: object = { deviceIds: [id] }) =>
    beginAction(...at(), input as ActionInput, targets as ActionTargets)
  await rejectsWith('invalid_request', begin({ kind: 'change' }), 'change')
  await rejectsWith('invalid_request', begin({ kind: 'change', change: {} }))
  await rejectsWith('invalid_request', begin({ kind: 'change', change: { displayName: 'PC' } }), 'change.displayName')
  await rejectsWith('invalid_request', begin({ kind: 'change', change: { assignedUser: 'ada' } }), 'assignedUser')
  await rejectsWith('invalid_request', begin({ kind: 'release', change: { groupTag: 'x' } }), 'change')
  await rejectsWith('invalid_request', begin(release, { deviceIds: [] }), 'deviceIds')
  await rejectsWith('body_too_large', begin(release, { serialNumbers: Array(41).fill('x') }), 'serialNumbers')
})

test('rights: of another tenant, of a reader, and of a role that is limited to some tags', async () => {
  const ids = await devices(2, { groupTag: 'Berlin' })
  const [outside = ''] = await devices(1, { groupTag: 'Rome' })
  const shown = await preview(tag('Bernau'), { deviceIds: ids })
  const { registry, customer, other } = scene
  for (const tenantId of [customer.id, other.id]) {
    await rejectsWith('not_found', getAction(registry, other.who, tenantId, shown.id))
    await rejectsWith('not_found', listActionRows(registry, other.who, tenantId, shown.id, {}))
    await rejectsWith(
      'not_found',
      confirmAction(registry, other.who, tenantId, shown.id, shown.confirmation ?? { token: '' }),
    )
    await rejectsWith('not_found', cancelAction(registry, other.who, tenantId, shown.id))
  }
  const foreign = await beginAction(registry, other.who, other.id, release, { deviceIds: ids })
  await scene.work()
  assert.equal((await getAction(registry, other.who, other.id, foreign.id)).counts.refused, 2)
  const reader = await scene.personOf(customer.id, ['device-reader'])
  await rejectsWith('forbidden', beginAction(registry, reader, customer.id, release, { deviceIds: ids }))
  await rejectsWith(
    'forbidden',
    confirmAction(registry, reader, customer.id, shown.id, shown.confirmation ?? { token: '' }),
  )
  assert.equal((await getAction(registry, reader, customer.id, shown.id)).id, shown.id)

  const permissions = new Set(['device.read', 'device.tag'] as const)
  const limited: Principal = { ...reader, id: newId(), grants: [{ permissions, groupTags: ['Berlin', 'Bernau'] }] }
  await rejectsWith('not_found', getAction(registry, limited, customer.id, shown.id))
  await rejectsWith('forbidden', beginAction(registry, limited, customer.id, release, { deviceIds: ids }))
  const own = await preview(tag('Bernau'), { deviceIds: [...ids, outside] }, limited)
  assert.deepEqual([own.counts.ready, own.counts.refused], [2, 1])
  const rome = await preview(tag('Rome'), { filter: {} }, limited)
  assert.equal(rome.counts.ready, 0)
  assert.ok((await rowsOf(rome.id)).every(row => row.code === 'group_tag_not_yours'))
  assert.deepEqual(
    (await listActions(registry, limited, customer.id, {})).items.map(one => one.id),
    [rome.id, own.id],
  )
  assert.equal((await confirm(own, limited)).counts.done, 2)
})

test('deleteDevices: an answer to each serial number, the same way to take it back', async () => {
  const ids = await devices(2, { groupTag: 'Graph' })
  const serials = [device(next - 1).serialNumber, device(next).serialNumber]
  const asked = [...serials, 'NOBODY', 'TWIN', serials[0] ?? '']
  const { actionId, devices: states } = await deleteDevices(...at(), asked)
  assert.deepEqual(
    states.map(one => [one.serialNumber, one.state, one.deviceId]),
    [
      [serials[0], 'accepted', ids[0]],
      [serials[1], 'accepted', ids[1]],
      ['NOBODY', 'failed', undefined],
      ['TWIN', 'failed', undefined],
      [serials[0], 'accepted', ids[0]],
    ],
  )
  assert.match(String(states[3]?.message), /2 devices have this serial number/)
  await scene.work()
  for (const id of ids) await rejectsWith('device_not_registered', read(id))
  await confirm(await undo(actionId))
  assert.deepEqual(await tags(ids), ['Graph', 'Graph'])
  const none = await deleteDevices(...at(), ['NOBODY'])
  assert.equal((await getAction(...at(), none.actionId)).state, 'cancelled')
  await rejectsWith('invalid_request', deleteDevices(...at(), []))
  await rejectsWith(
    'forbidden',
    deleteDevices(
      scene.registry,
      await scene.personOf(scene.customer.id, ['device-reader']),
      scene.customer.id,
      serials,
    ),
  )
})
