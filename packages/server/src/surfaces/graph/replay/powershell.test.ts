import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testSerial } from '../../../testing/devices.ts'
import type { Answer } from '../../../testing/harness.ts'
import { type GraphScene, importBody, startGraphScene } from '../testing/graph-scene.ts'

/** The requests of WindowsAutopilotIntune(Community).psm1 and of get-windowsautopilotinfo (graph-api 9.1, 9.2), and what they read. */

let scene: GraphScene
before(async () => {
  scene = await startGraphScene()
})
after(() => scene.close())

const graph = '/beta/deviceManagement'
const json = { 'content-type': 'application/json' }

/** `Invoke-MGGraphRequest` with a body that the script wrote as text. */
const send = (method: string, url: string, payload?: string): Promise<Answer> =>
  scene.call(method, url, undefined, payload === undefined ? {} : { payload, headers: json })

/** The loops that follow `@odata.nextLink` while it is not null. */
async function readAll(url: string): Promise<Record<string, string>[]> {
  const found: Record<string, string>[] = []
  for (let next: string | null | undefined = url; next != null; ) {
    assert.notEqual(next, '')
    const { body } = await scene.get(next.replace('https://hailport.example', ''))
    found.push(...body.value)
    next = body['@odata.nextLink']
  }
  return found
}

/** `Get-Date -Format` on a date that must not be null. */
const formatted = (value: unknown): string => {
  assert.equal(typeof value, 'string')
  return new Date(value as string).toISOString()
}

interface Imported {
  readonly id: string
  readonly serialNumber: string
  readonly state: Record<string, string | number>
}

const addImport = async (n: number, groupTag = ''): Promise<Imported> => {
  const answer = await send(
    'POST',
    `${graph}/importedWindowsAutopilotDeviceIdentities`,
    JSON.stringify(importBody(n, { groupTag })),
  )
  assert.equal(answer.statusCode, 201)
  assert.equal(answer.body.serialNumber, testSerial(n))
  return answer.body
}

test('Get-AutopilotDevice: the list, one, expanded, by serial number', async () => {
  const [id] = await scene.register([1])
  const all = await readAll(`${graph}/windowsAutopilotDeviceIdentities`)
  assert.deepEqual(
    all.map(device => device['serialNumber']),
    [testSerial(1)],
  )
  const one = (await scene.get(`${graph}/windowsAutopilotDeviceIdentities/${id}`)).body
  assert.equal(one.model, 'Laptop 7')
  formatted(one.lastContactedDateTime)
  const serial = encodeURIComponent(testSerial(1))
  const found = await scene.get(`${graph}/windowsAutopilotDeviceIdentities?$filter=contains(serialNumber,'${serial}')`)
  assert.equal(found.body.value[0].id, id)
})

test('Set-AutopilotDevice: only what is given, names without quotes, an empty text clears', async () => {
  const [id] = await scene.register([2], { displayName: 'PC-2' })
  const path = `${graph}/windowsAutopilotDeviceIdentities/${id}`
  const set = async (payload: string) => {
    assert.equal((await send('POST', `${path}/UpdateDeviceProperties`, payload)).statusCode, 204, payload)
    return (await scene.get(path)).body
  }
  const tagged = await set('{ groupTag: "Kiosk" }')
  assert.deepEqual([tagged.groupTag, tagged.displayName], ['Kiosk', 'PC-2'])
  const user = await set(
    '{ userPrincipalName: "ada@contoso.example", addressableUserName: "Ada Lovelace", displayName: "PC-3" }',
  )
  assert.deepEqual(
    [user.userPrincipalName, user.addressableUserName, user.displayName, user.groupTag],
    ['ada@contoso.example', 'Ada Lovelace', 'PC-3', 'Kiosk'],
  )
  assert.equal((await set('{ groupTag: "" }')).groupTag, '')
})

test('Remove-AutopilotDevice', async () => {
  const [id] = await scene.register([3])
  const path = `${graph}/windowsAutopilotDeviceIdentities/${id}`
  assert.equal((await send('DELETE', path)).statusCode, 204)
  assert.equal((await scene.get(path)).statusCode, 404)
})

test('Import-AutopilotCSV: one call a row, all imports until none is unknown, then all records are deleted', async () => {
  const list = `${graph}/importedWindowsAutopilotDeviceIdentities`
  for (const n of [10, 11, 12]) await addImport(n, 'CSV')
  const read = async (): Promise<Imported[]> => (await readAll(list)) as unknown as Imported[]
  await scene.until(list, ({ body }) =>
    body.value.every((one: Imported) => one.state['deviceImportStatus'] !== 'unknown'),
  )
  const records = await read()
  assert.deepEqual(
    records.map(one => [one.serialNumber, one.state['deviceImportStatus'], one.state['deviceErrorCode']]),
    [10, 11, 12].map(n => [testSerial(n), 'complete', 0]),
  )
  for (const { id } of records) assert.equal((await send('DELETE', `${list}/${id}`)).statusCode, 204)
  assert.deepEqual(await read(), [])
})

test('Get-AutopilotImportedDevice: with a slash before the filter', async () => {
  const { id } = await addImport(13)
  const { body } = await scene.get(
    `${graph}/importedWindowsAutopilotDeviceIdentities/?$filter=contains(serialNumber,'${testSerial(13)}')`,
  )
  assert.equal(body.value[0].id, id)
  assert.equal(typeof body.value[0].state.deviceErrorName, 'string')
})

test('Invoke-AutopilotSync and Get-AutopilotSyncInfo', async () => {
  assert.equal((await send('POST', `${graph}/windowsAutopilotSettings/sync`)).statusCode, 204)
  const { body } = await scene.get(`${graph}/windowsAutopilotSettings`)
  formatted(body.lastSyncDateTime)
  formatted(body.lastManualSyncTriggerDateTime)
  assert.ok(['inProgress', 'completed'].includes(body.syncStatus))
})

/** Steps 1 to 3 of `-Online`. @returns the id of the device. */
async function online(n: number, isCommunity: boolean): Promise<string> {
  const list = `${graph}/importedWindowsAutopilotDeviceIdentities`
  const { id } = await addImport(n, 'Online')
  const ended = (one: Imported | undefined) => one?.state['deviceImportStatus'] !== 'unknown'
  const mine = ({ body }: Answer): Imported =>
    isCommunity ? body.value.find((one: Imported) => one.serialNumber === testSerial(n)) : body
  const state = mine(await scene.until(isCommunity ? list : `${list}/${id}`, answer => ended(mine(answer)))).state
  assert.equal(state['deviceImportStatus'], 'complete')
  const device = await scene.get(`${graph}/windowsAutopilotDeviceIdentities/${state['deviceRegistrationId']}`)
  assert.equal(device.statusCode, 200)
  return device.body.id
}

test('get-windowsautopilotinfo -Online, the original and the community edition', async () => {
  for (const isCommunity of [false, true]) {
    const id = await online(isCommunity ? 21 : 20, isCommunity)
    const path = `${graph}/windowsAutopilotDeviceIdentities/${id}`
    // -AssignedComputerName
    assert.equal((await send('POST', `${path}/UpdateDeviceProperties`, '{ displayName: "PC-20" }')).statusCode, 204)
    const device = (await scene.get(path)).body
    assert.equal(device.displayName, 'PC-20')
    // -AddToGroup looks its directory object up.
    const { azureActiveDirectoryDeviceId } = device
    const directory = await scene.get(`/beta/devices?$filter=deviceId eq '${azureActiveDirectoryDeviceId}'`)
    assert.equal(directory.body.value[0].deviceId, azureActiveDirectoryDeviceId)
    // -Assign calls StartsWith on it.
    assert.equal(device.deploymentProfileAssignmentStatus.startsWith('assigned'), false)
  }
})

test('get-windowsautopilotinfo: a device that is there already is found by its serial number', async () => {
  const [id] = await scene.register([30])
  const { id: importId } = await addImport(30)
  const { body } = await scene.until(
    `${graph}/importedWindowsAutopilotDeviceIdentities/${importId}`,
    answer => answer.body.state.deviceImportStatus !== 'unknown',
  )
  assert.equal(body.state.deviceErrorName, 'ZtdDeviceAlreadyAssigned')
  const everything = await readAll(`${graph}/windowsAutopilotDeviceIdentities`)
  const known = everything.find(device => device['serialNumber'] === testSerial(30))
  assert.equal(known?.['id'], id)
  // -updatetag: tag, record, sync; a refused sync is waited for and tried once more.
  const path = `${graph}/windowsAutopilotDeviceIdentities/${id}`
  assert.equal((await send('POST', `${path}/UpdateDeviceProperties`, '{ groupTag: "New" }')).statusCode, 204)
  assert.equal((await send('DELETE', `${graph}/importedWindowsAutopilotDeviceIdentities/${importId}`)).statusCode, 204)
  const sync = () => send('POST', `${graph}/windowsAutopilotSettings/sync`)
  const first = await sync()
  assert.equal(first.statusCode, 429)
  scene.h.advance(750_000)
  assert.equal((await sync()).statusCode, 204)
})

test('clean-up before a new import: nothing managed, the directory object, the registration', async () => {
  const [id] = await scene.register([40])
  const managed = await scene.get(`${graph}/managedDevices?$filter=startsWith(serialNumber, '${testSerial(40)}')`)
  assert.deepEqual(managed.body.value, [])
  assert.equal((await send('DELETE', `${graph}/windowsAutopilotDeviceIdentities/${id}`)).statusCode, 204)
  const gone = await scene.get(`/beta/devices?$filter=deviceId eq '${id}'`)
  assert.deepEqual(gone.body.value, [])
})

test('-identifier: corporate identifiers for device preparation', async () => {
  const identity = {
    importedDeviceIdentifier: `Fabrikam,Laptop 7,${testSerial(50)}`,
    importedDeviceIdentityType: 'manufacturerModelSerial',
  }
  const path = `${graph}/importedDeviceIdentities`
  const search = () =>
    send('POST', `${path}/searchExistingIdentities`, JSON.stringify({ importedDeviceIdentities: [identity] }))
  assert.deepEqual((await search()).body.value, [])
  const body = { importedDeviceIdentities: [identity], overwriteImportedDeviceIdentities: false }
  const taken = await send('POST', `${path}/importDeviceIdentityList`, JSON.stringify(body))
  assert.equal(taken.body.value[0].status, true)
  assert.equal((await search()).body.value[0].importedDeviceIdentifier, identity.importedDeviceIdentifier)
})
