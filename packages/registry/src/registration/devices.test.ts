import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { changeConsentLimits, revokeConsent } from '../consent/index.ts'
import { catalogue, type RegistryError } from '../errors.ts'
import { addMembers, createGroup } from '../groups/index.ts'
import { newId } from '../ids.ts'
import type { Principal } from '../organizations/index.ts'
import { assignDevices, createProfile } from '../profiles/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Party, type Scene, told } from '../testing/scene.ts'
import { openHashes } from './hash-blocks.ts'
import {
  type DeviceFilter,
  deregisterDevice,
  deviceSorts,
  dismissConflict,
  getDevice,
  listConflicts,
  listDevices,
  readDeviceJournal,
  updateDevice,
} from './index.ts'

let scene: Scene
before(async () => {
  scene = await makeScene()
})
after(() => {
  scene.audit()
  return scene.close()
})

let next = 0
/** Registers a fresh device of the maker's make. */
async function registered(by: Party, more: object = {}): Promise<string> {
  next += 1
  const [result] = await scene.register(by, [{ ...hashRow(device(next)), ...more }])
  assert.equal(result?.status, 'registered')
  return String(result?.deviceId)
}
const serial = () => device(next).serialNumber
const list = (who: Principal, filter: DeviceFilter = {}) => listDevices(scene.registry, who, scene.customer.id, filter)
const ids = async (who: Principal, filter: DeviceFilter = {}) => (await list(who, filter)).items.map(({ id }) => id)
const get = (who: Principal, id: string) => getDevice(scene.registry, who, scene.customer.id, id)
const release = (who: Principal, id: string, reason?: string) =>
  deregisterDevice(scene.registry, who, scene.customer.id, id, { reason })
const journal = async (who: Principal, id: string) =>
  (await readDeviceJournal(scene.registry, who, scene.customer.id, id, { order: 'asc' })).items.map(
    entry => entry.action,
  )
const partner = async (...kind: Parameters<Scene['newPartner']>) => {
  const made = await scene.newPartner(...kind)
  return { ...made, consent: await scene.consent(made) }
}

describe('lists', () => {
  test('every sort, both ways, in pages of every size: each device once, in order', async () => {
    // As little as possible is looked at for each page.
    const own = await makeScene({ listMs: 0 })
    try {
      const rows = Array.from({ length: 13 }, (_, n) => ({
        ...hashRow(device(n, { model: `Model ${n % 3}`, ...(n % 4 === 0 && { placeholderSerial: true }) })),
        ...(n % 2 === 0 && { groupTag: `Tag ${n % 4}` }),
      }))
      await own.register(own.customer, rows)
      for (const sort of Object.keys(deviceSorts) as (keyof typeof deviceSorts)[])
        for (const order of ['asc', 'desc'] as const)
          for (const limit of [1, 4, 13]) {
            const seen: { id: string; key: string }[] = []
            for (let cursor: string | undefined; ; ) {
              const filter = { sort, order, limit, ...(cursor && { cursor }) }
              const page = await listDevices(own.registry, own.customer.who, own.customer.id, filter)
              seen.push(
                ...page.items.map(one => ({
                  id: one.id,
                  key: String(sort === 'registeredAt' ? one.id : (one[sort] ?? '')),
                })),
              )
              cursor = page.nextCursor
              if (cursor === undefined) break
            }
            assert.equal(new Set(seen.map(one => one.id)).size, 13, `${sort} ${order} ${limit}`)
            assert.equal(seen.length, 13)
            const keys = seen.map(one => one.key)
            const given = keys.filter(key => key !== '').sort()
            const sorted = [...(order === 'asc' ? given : given.reverse()), ...keys.filter(key => key === '')]
            assert.deepEqual(keys, sorted)
          }
    } finally {
      await own.close()
    }
  })
  test('every filter finds its devices and nothing else', async () => {
    const row = { groupTag: 'Filter', purchaseOrder: 'PO-F', orderId: 'O-F', productKeyId: '9229999999999' }
    const id = await registered(scene.customer, row)
    const { batchId } = await get(scene.customer.who, id)
    const filters: DeviceFilter[] = [
      { serialNumber: serial() },
      { productKeyId: row.productKeyId },
      { groupTag: 'Filter' },
      { purchaseOrder: 'PO-F' },
      { orderId: 'O-F' },
      { batchId },
      {
        serialNumber: serial(),
        manufacturer: 'Contoso',
        model: 'Notebook 14',
        quality: 'good',
        registrarId: scene.customer.id,
      },
    ]
    for (const filter of filters) assert.deepEqual(await ids(scene.customer.who, filter), [id], JSON.stringify(filter))
    assert.deepEqual(await ids(scene.customer.who, { serialNumber: serial(), quality: 'weak' }), [])
    assert.deepEqual(await ids(scene.customer.who, { serialNumber: serial().toLowerCase() }), [])
  })
  test('a hash is never part of a device', async () => {
    await registered(scene.customer)
    const text = JSON.stringify(await list(scene.customer.who))
    assert.ok(!text.includes(device(next).base64.slice(0, 40)))
    assert.ok(!/sealed|facts|hardwareHash/.test(text))
  })
  test('bad paging is invalid_request', async () => {
    await rejectsWith('invalid_request', list(scene.customer.who, { limit: 0 }), 'limit')
    await rejectsWith('invalid_request', list(scene.customer.who, { cursor: 'x' }), 'cursor')
  })
})

describe('who sees what', () => {
  test('another tenant, an operator and a stranger find nothing, as if the tenant did not exist', async () => {
    const id = await registered(scene.customer)
    const stranger = await scene.newPartner('csp-direct')
    for (const who of [scene.other.who, scene.operator, stranger.who]) {
      await rejectsWith('not_found', list(who))
      await rejectsWith('not_found', get(who, id))
      await rejectsWith('not_found', release(who, id))
      await rejectsWith('not_found', readDeviceJournal(scene.registry, who, scene.customer.id, id, {}))
    }
  })
  test('a reseller sees what it registered while the consent is live or used up; not after expiry or revocation', async () => {
    const reseller = await partner('csp-direct')
    const own = await registered(reseller)
    const foreign = await registered(scene.customer)
    assert.deepEqual(await ids(reseller.who), [own])
    assert.deepEqual(await ids(reseller.who, { serialNumber: serial() }), [])
    await rejectsWith('device_not_registered', get(reseller.who, foreign))
    await changeConsentLimits(scene.registry, scene.approver, reseller.consent.id, { deviceLimit: 1 })
    assert.deepEqual(await ids(reseller.who), [own], 'used up')
    const end = scene.clock.now() + 1000
    await changeConsentLimits(scene.registry, scene.approver, reseller.consent.id, { expiresAt: end })
    scene.clock.advance(1000)
    await rejectsWith('not_found', list(reseller.who))
    await changeConsentLimits(scene.registry, scene.approver, reseller.consent.id, {
      expiresAt: null,
      deviceLimit: null,
    })
    assert.deepEqual(await ids(reseller.who), [own])
    await revokeConsent(scene.registry, scene.approver, reseller.consent.id)
    for (const work of [
      () => list(reseller.who),
      () => get(reseller.who, own),
      () => release(reseller.who, own),
      () => journal(reseller.who, own),
    ])
      await rejectsWith('not_found', work())
    assert.equal((await get(scene.customer.who, own)).registrar.id, reseller.id, 'the device stays with the customer')
  })
  test('an id that is not registered to the tenant: one answer, whether it is elsewhere or nowhere', async () => {
    const reseller = await partner('csp-direct')
    next += 1
    const [elsewhere] = await scene.register(scene.other, [hashRow(device(next))], {}, scene.other.id)
    const said = new Set<string>()
    for (const id of [String(elsewhere?.deviceId), newId()])
      for (const { who } of [scene.customer, reseller])
        for (const work of [get, release, journal])
          said.add(await work(who, id).then(String, (error: RegistryError) => `${error.code} ${error.message}`))
    assert.deepEqual([...said], [`device_not_registered ${catalogue.device_not_registered.cause}`])
  })
  test('a maker finds devices of its make only by their exact name', async () => {
    const maker = await partner('oem', ['Contoso'])
    const id = await registered(scene.customer)
    assert.ok(!(await ids(maker.who)).includes(id))
    assert.ok(!(await ids(maker.who, { manufacturer: 'Contoso' })).includes(id))
    assert.deepEqual(await ids(maker.who, { serialNumber: serial() }), [id])
    assert.deepEqual(await ids(maker.who, { serialNumber: serial().slice(0, -1) }), [])
    assert.equal((await get(maker.who, id)).id, id)
    const another = await partner('oem', ['Woodgrove'])
    assert.deepEqual(await ids(another.who, { serialNumber: serial() }), [])
    await rejectsWith('device_not_registered', get(another.who, id))
  })
  test('a device that the maker reported is its make, whatever its name', async () => {
    const maker = await partner('oem', ['Woodgrove'])
    next += 1
    await scene.report([device(next)], maker)
    const reseller = await partner('csp-direct')
    const [result] = await scene.register(reseller, [device(next).tuple])
    assert.deepEqual(await ids(maker.who, { serialNumber: serial() }), [result?.deviceId])
  })
})

describe('changes', () => {
  const update = (who: Principal, id: string, change: object) =>
    updateDevice(scene.registry, who, scene.customer.id, id, change)

  test('are journalled with before and after; what stays the same is no change', async () => {
    const id = await registered(scene.customer, { groupTag: 'A' })
    scene.clock.advance(5)
    const changed = await update(scene.customer.who, id, { groupTag: ' B ', displayName: 'PC-1', assignedUser: '' })
    assert.equal(changed.groupTag, 'B')
    assert.equal(changed.updatedAt, scene.clock.now())
    assert.deepEqual(await get(scene.customer.who, id), changed)
    assert.equal((await update(scene.customer.who, id, { groupTag: null })).groupTag, undefined)
    await update(scene.customer.who, id, { groupTag: null, displayName: 'PC-1' })
    const { items } = await readDeviceJournal(scene.registry, scene.customer.who, scene.customer.id, id, {
      order: 'asc',
    })
    assert.deepEqual(items.map(({ action, before, after }) => [action, before, after]).slice(1), [
      ['device.updated', { groupTag: 'A', displayName: null }, { groupTag: 'B', displayName: 'PC-1' }],
      ['device.updated', { groupTag: 'B' }, { groupTag: null }],
    ])
  })
  test('a name must be one that Windows takes, and the refusal says why not', async () => {
    const id = await registered(scene.customer)
    const names = {
      'DESKTOP-12345678': /15 .* 16/,
      'desk 5': /spaces/,
      desk_5: /"_"/,
      '123456': /digits only/,
      '-a': /hyphen/,
    }
    for (const [displayName, reason] of Object.entries(names)) {
      const error = await rejectsWith('invalid_request', update(scene.customer.who, id, { displayName }), 'displayName')
      assert.match(error.message, reason)
      const [result] = await scene.register(scene.customer, [{ ...hashRow(device(9100)), displayName }])
      assert.deepEqual([result?.code, result?.field], ['invalid_item', 'displayName'])
    }
    assert.equal((await update(scene.customer.who, id, { displayName: 'DESKTOP-1234567' })).displayName?.length, 15)
  })
  test('what stands beside the registration: shown, cleared, journalled; a password is never shown', async () => {
    const id = await registered(scene.customer)
    const resourceAccount = { userPrincipalName: 'room@fabrikam.example', name: 'Room 5' }
    const details = {
      assignedUser: 'ada@fabrikam.example',
      addressableUserName: 'Ada',
      deviceFriendlyName: 'Room 5',
      userlessEnrollmentStatus: 'blocked',
      resourceAccount,
    }
    const changed = await update(scene.customer.who, id, { ...details, deviceAccountPassword: 'hush-hush' })
    for (const [name, value] of Object.entries(details))
      assert.deepEqual(changed[name as keyof typeof changed], value, name)
    const [kept] = scene.rows('select * from device_details where device_id = ?', id)
    assert.ok(kept.account_password.length > 0 && !Buffer.from(kept.account_password).includes('hush'))
    assert.ok(
      !JSON.stringify([changed, await list(scene.customer.who), scene.rows('select * from journal')]).includes('hush'),
    )
    const cleared = await update(scene.customer.who, id, { assignedUser: null, userlessEnrollmentStatus: 'allowed' })
    assert.deepEqual([cleared.addressableUserName, cleared.userlessEnrollmentStatus], [undefined, 'allowed'])
    const none = { deviceFriendlyName: null, userlessEnrollmentStatus: null, resourceAccount: null }
    await update(scene.customer.who, id, { ...none, deviceAccountPassword: null })
    assert.deepEqual(scene.rows('select * from device_details where device_id = ?', id), [])
    const [last, , first] = (await readDeviceJournal(scene.registry, scene.customer.who, scene.customer.id, id, {}))
      .items
    assert.deepEqual(first?.after, { ...details, deviceAccountPassword: 'set' })
    assert.deepEqual(last?.after, { ...none, userlessEnrollmentStatus: null, deviceAccountPassword: null })
  })
  test('refusals', async () => {
    const reseller = await partner('csp-direct')
    const id = await registered(reseller)
    await rejectsWith('invalid_request', update(scene.customer.who, id, {}))
    await rejectsWith('invalid_request', update(scene.customer.who, id, { displayName: 'x'.repeat(65) }), 'displayName')
    await rejectsWith('invalid_request', update(scene.customer.who, id, { groupTag: 7 }), 'groupTag')
    await rejectsWith('invalid_request', update(scene.customer.who, id, { assignedUser: 'ada' }), 'assignedUser')
    const account = { resourceAccount: { userPrincipalName: '' } }
    await rejectsWith('invalid_request', update(scene.customer.who, id, account), 'resourceAccount.userPrincipalName')
    const status = { userlessEnrollmentStatus: 'maybe' }
    await rejectsWith('invalid_request', update(scene.customer.who, id, status), 'userlessEnrollmentStatus')
    await rejectsWith('not_found', update(reseller.who, id, { groupTag: 'B' }))
    await rejectsWith('not_found', update(scene.other.who, id, { groupTag: 'B' }))
    await rejectsWith('device_not_registered', update(scene.customer.who, scene.customer.id, { groupTag: 'B' }))
    const reader = await scene.personOf(scene.customer.id, ['device-reader'])
    await rejectsWith('forbidden', update(reader, id, { groupTag: 'B' }))
  })
})

describe('deregistration', () => {
  test('by the customer: nothing of the device is left but its history, and anybody may register it', async () => {
    const id = await registered(scene.customer, { assignedUser: 'a@b.example' })
    const made = device(next)
    await release(scene.customer.who, id, 'sold')
    for (const [table, column] of [
      ['registrations', 'id'],
      ['contacts', 'device_id'],
    ])
      assert.deepEqual(scene.rows(`select * from ${table} where ${column} = ?`, id), [])
    await rejectsWith('device_not_registered', get(scene.customer.who, id))
    await rejectsWith('device_not_registered', release(scene.customer.who, id))
    const [entry] = scene.rows("select * from journal where action = 'device.deregistered' and subject_id = ?", id)
    assert.equal(entry.reason, 'sold')
    assert.equal(JSON.parse(entry.before).serialNumber, made.serialNumber)
    const [result] = await scene.register(scene.other, [hashRow(made)], {}, scene.other.id)
    assert.equal(result?.status, 'registered')
  })
  test('the device leaves its groups, and loses the profile that it was given by name', async () => {
    const own = [scene.registry, scene.customer.who, scene.customer.id] as const
    const id = await registered(scene.customer)
    const group = await createGroup(...own, { displayName: 'G' })
    const profile = await createProfile(...own, { displayName: 'P' })
    await addMembers(...own, group.id, [id])
    await assignDevices(...own, profile.id, [id])
    await release(scene.customer.who, id)
    for (const table of ['group_members', 'device_profiles'])
      assert.deepEqual(scene.rows(`select * from ${table} where device_id = ?`, id), [], table)
  })
  test('the hash is removed from among those that it was kept with', async () => {
    const made = [device(9001), device(9002)]
    const results = await scene.register(scene.customer, made.map(hashRow))
    const [first, second] = results.map(result => String(result.deviceId))
    const kept = () => {
      const [row] = scene.rows(
        'select h.* from registrations r join registration_hashes h on h.tenant_id = r.tenant_id and h.batch_id = r.batch_id and h.number = r.hash_block where r.id = ?',
        String(second),
      )
      return openHashes(scene.registry.vault, row.batch_id, Number(row.number), row.sealed).map(hash => hash.deviceId)
    }
    assert.deepEqual(kept(), [first, second])
    const batchId = scene.rows('select batch_id from registrations where id = ?', String(first))[0].batch_id
    await release(scene.customer.who, String(first))
    assert.deepEqual(kept(), [second])
    await release(scene.customer.who, String(second))
    assert.deepEqual(scene.rows('select * from registration_hashes where batch_id = ?', batchId), [])
  })
  test('by the party that registered it, while it has consent', async () => {
    const reseller = await partner('csp-direct')
    const id = await registered(reseller)
    await release(reseller.who, id)
    assert.deepEqual(scene.rows('select * from registrations where id = ?', id), [])
    const [entry] = scene.rows("select * from journal where action = 'device.deregistered' and subject_id = ?", id)
    assert.equal(entry.on_behalf_of, reseller.id)
  })
  test('by its maker with live consent, whoever registered it', async () => {
    const maker = await partner('oem', ['Contoso'])
    const id = await registered(scene.customer)
    await release(maker.who, id)
    assert.deepEqual(scene.rows('select * from registrations where id = ?', id), [])
  })
  test('device_registered_by_another (811): a reseller or a foreign maker with consent', async () => {
    const id = await registered(scene.customer)
    for (const party of [await partner('csp-direct'), await partner('oem', ['Woodgrove'])])
      await rejectsWith('device_registered_by_another', release(party.who, id))
    assert.equal((await get(scene.customer.who, id)).id, id)
  })
  test('needs the permission to write', async () => {
    const id = await registered(scene.customer)
    await rejectsWith('forbidden', release(await scene.personOf(scene.customer.id, ['auditor']), id))
  })
  test('every kind of device can be released and registered again', async () => {
    const kinds = [
      {},
      { tpm: false },
      { placeholderSerial: true },
      { placeholderUuid: true },
      { placeholderSerial: true, placeholderUuid: true, tpm: false },
      { serialNumber: ' padded ', manufacturer: ' Contoso ' },
      { serialNumber: 'Größe-7', model: 'Modèle é' },
      { manufacturer: 'To be filled by O.E.M.', model: 'System Product Name' },
    ]
    for (const [n, kind] of kinds.entries()) {
      const row = hashRow(device(5000 + n, kind))
      for (let turn = 0; turn < 2; turn++) {
        const [result] = await scene.register(scene.customer, [row])
        assert.equal(result?.status, 'registered', JSON.stringify(kind))
        await release(scene.customer.who, String(result?.deviceId))
      }
    }
    scene.audit()
  })
})

test('a partner reads only its own acts in the history of a device', async () => {
  const reseller = await partner('csp-direct')
  const id = await registered(reseller)
  await updateDevice(scene.registry, scene.customer.who, scene.customer.id, id, {
    assignedUser: 'secret@fabrikam.example',
  })
  assert.deepEqual(await journal(reseller.who, id), ['device.registered'])
  assert.deepEqual(await journal(scene.customer.who, id), ['device.registered', 'device.updated'])
  const maker = await partner('oem', ['Contoso'])
  assert.deepEqual(await journal(maker.who, id), [])
  const filter = { onBehalfOf: scene.customer.id, subjectId: scene.customer.id }
  const tried = await readDeviceJournal(scene.registry, reseller.who, scene.customer.id, id, filter)
  assert.deepEqual(
    tried.items.map(entry => entry.action),
    ['device.registered'],
  )
})

describe('identity conflicts', () => {
  const conflicts = (filter = {}) => listConflicts(scene.registry, scene.customer.who, scene.customer.id, filter)
  const dismiss = (who: Principal, id: string) =>
    dismissConflict(scene.registry, who, scene.customer.id, id, 'known repair')

  test('the owner sees what was presented, never by whom; once for many attempts', async () => {
    const id = await registered(scene.customer)
    const imposter = hashRow(device(next, { tpm: 'imposter' }))
    const results = await scene.register(scene.other, [imposter, imposter], {}, scene.other.id)
    assert.deepEqual(told(results), ['rejected identity_conflict', 'rejected identity_conflict'])
    await scene.register(scene.other, [imposter], {}, scene.other.id)
    const { items } = await conflicts({ deviceId: id })
    assert.equal(items.length, 1)
    assert.equal(items[0]?.source, 'registration')
    assert.equal(Object(items[0]?.presented).serialNumber, serial())
    assert.ok(!JSON.stringify([items, results]).includes(scene.other.id))
    const entries = scene.rows(
      "select * from journal where action = 'identity-conflict.recorded' and subject_id = ?",
      id,
    )
    assert.equal(entries.length, 1)
    assert.ok(!JSON.stringify(entries).includes(scene.other.id))
    assert.ok(!JSON.stringify(results).includes(id), 'the other learns nothing of the device')
  })
  test('many devices in one upload: one conflict each', async () => {
    const own: string[] = []
    const rows: object[] = []
    for (let n = 0; n < 5; n++) {
      own.push(await registered(scene.customer))
      rows.push(hashRow(device(next, { tpm: 'crowd' })), hashRow(device(next, { tpm: 'other crowd' })))
    }
    await scene.register(scene.other, rows, {}, scene.other.id)
    const found = (await conflicts()).items.filter(one => own.includes(one.deviceId)).map(one => one.deviceId)
    assert.deepEqual(found.sort(), own.sort())
  })
  test('dismissal is journalled, once, and only by the owner; afterwards the same is reported again', async () => {
    const id = await registered(scene.customer)
    const imposter = [hashRow(device(next, { tpm: 'imposter 2' }))]
    await scene.register(scene.other, imposter, {}, scene.other.id)
    const [conflict] = (await conflicts({ deviceId: id, state: 'open' })).items
    assert.ok(conflict)
    await rejectsWith('not_found', dismiss(scene.other.who, conflict.id))
    await rejectsWith('forbidden', dismiss(await scene.personOf(scene.customer.id, ['device-reader']), conflict.id))
    assert.equal((await dismiss(scene.customer.who, conflict.id)).state, 'dismissed')
    await rejectsWith('conflict', dismiss(scene.customer.who, conflict.id))
    assert.deepEqual((await conflicts({ deviceId: id, state: 'open' })).items, [])
    const actions = await journal(scene.customer.who, id)
    assert.deepEqual(actions, ['device.registered', 'identity-conflict.recorded', 'identity-conflict.dismissed'])
    await scene.register(scene.other, imposter, {}, scene.other.id)
    assert.equal((await conflicts({ deviceId: id })).items.length, 2)
    const pages = [await conflicts({ limit: 1 })]
    pages.push(await conflicts({ limit: 1, cursor: pages[0]?.nextCursor }))
    assert.notEqual(pages[0]?.items[0]?.id, pages[1]?.items[0]?.id)
  })
  test('deregistration dismisses what is open about the device, and says so in its journal', async () => {
    const id = await registered(scene.customer)
    const other = await registered(scene.customer)
    for (const n of [next - 1, next])
      await scene.register(scene.other, [hashRow(device(n, { tpm: `other ${n}` }))], {}, scene.other.id)
    const open = async () =>
      (await listConflicts(scene.registry, scene.customer.who, scene.customer.id, { state: 'open' })).items
    const conflict = (await open()).find(one => one.deviceId === id)
    await release(scene.customer.who, id)
    const left = (await open()).map(one => one.deviceId)
    assert.deepEqual([left.includes(id), left.includes(other)], [false, true])
    const [entry] = scene.rows("select before from journal where action = 'device.deregistered' and subject_id = ?", id)
    assert.deepEqual(JSON.parse(entry.before).openConflicts, [conflict?.id])
  })
  test('partners do not see conflicts', async () => {
    const maker = await partner('oem', ['Contoso'])
    await rejectsWith('not_found', listConflicts(scene.registry, maker.who, scene.customer.id, {}))
  })
})
