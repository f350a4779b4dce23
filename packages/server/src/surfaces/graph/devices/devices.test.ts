import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { testHash, testSerial } from '../../../testing/devices.ts'
import { versions } from '../model.ts'
import { devicesPath, type GraphScene, messageOf, startGraphScene } from '../testing/graph-scene.ts'
import { noManagedDevice } from './device-entity.ts'

let scene: GraphScene
let ids: string[]
before(async () => {
  scene = await startGraphScene()
  ids = await scene.register([1, 2, 3, 4, 5], { groupTag: 'Sales' })
})
after(() => scene.close())

const v1 = `/v1.0/${devicesPath}`
const beta = `/beta/${devicesPath}`
const filtered = async (filter: string, path = v1): Promise<string[]> => {
  const answer = await scene.get(`${path}?$filter=${encodeURIComponent(filter)}`)
  assert.equal(answer.statusCode, 200, answer.payload)
  return answer.body.value.map((item: { id: string }) => item.id)
}

test('a device has the members of its version, none of them null but the password', async () => {
  for (const version of versions) {
    const { body } = await scene.get(`/${version}/${devicesPath}/${ids[0]}`)
    assert.equal(body['@odata.context'], `https://hailport.example/${version}/$metadata#${devicesPath}/$entity`)
    assert.equal(body.id, ids[0])
    assert.equal(body.serialNumber, testSerial(1))
    assert.equal(body.groupTag, 'Sales')
    assert.equal(body.purchaseOrderIdentifier, '')
    assert.equal(body.manufacturer, 'Fabrikam')
    assert.equal(body.enrollmentState, 'notContacted')
    assert.equal(body.lastContactedDateTime, '0001-01-01T00:00:00Z')
    assert.equal(body.managedDeviceId, noManagedDevice)
    assert.equal(body.azureActiveDirectoryDeviceId, ids[0])
    const nulls = Object.keys(body).filter(name => body[name] === null)
    assert.deepEqual(nulls, version === 'beta' ? ['deviceAccountPassword'] : [])
    assert.equal('deploymentProfileAssignmentStatus' in body, version === 'beta')
    assert.equal('azureAdDeviceId' in body, version === 'beta')
  }
})

test('after a first boot it was contacted', async () => {
  const [id] = await scene.register([60])
  await scene.h.call('POST', '/device/v1/resolve', undefined, { hardwareHash: testHash(60) })
  await scene.h.boot.flush()
  const { body } = await scene.get(`${v1}/${id}`)
  assert.equal(body.enrollmentState, 'unknown')
  assert.ok(Date.parse(body.lastContactedDateTime) > Date.parse('2020-01-01'))
  assert.deepEqual(await filtered("enrollmentState ne 'notContacted'"), [id])
  assert.deepEqual(await filtered('lastContactedDateTime gt 2020-01-01'), [id])
  await scene.call('DELETE', `${v1}/${id}`)
})

test('filters that clients send', async () => {
  const third = ids.slice(2, 3)
  for (const filter of [
    `contains(serialNumber,'${testSerial(3)}')`,
    `contains(serialNumber,'${testSerial(3).toLowerCase()}')`,
    `serialNumber eq '${testSerial(3)}'`,
    `startsWith(serialNumber, '${testSerial(3)}')`,
    `azureActiveDirectoryDeviceId eq '${ids[2]?.toUpperCase()}'`,
    `id in ('${ids[2]}','${newId()}')`,
    `contains(serialNumber,'${testSerial(3)}') and groupTag eq 'Sales'`,
    `groupTag eq 'Sales' and enrollmentState eq 'notContacted' and not (serialNumber ne '${testSerial(3)}')`,
  ])
    assert.deepEqual(await filtered(filter), third, filter)
  assert.equal((await filtered("contains(serialNumber,'serial')")).length, 5)
  assert.equal((await filtered(`managedDeviceId eq '${noManagedDevice}'`)).length, 5)
  assert.equal((await filtered("displayName eq ''")).length, 5)
  for (const filter of [
    "contains(serialNumber,'%')",
    "contains(serialNumber,'nothing') or groupTag eq 'sales'",
    "managedDeviceId ne '00000000-0000-0000-0000-000000000000'",
    "enrollmentState eq 'enrolled'",
    "contains(displayName,'x')",
    "not (groupTag eq 'Sales')",
  ])
    assert.deepEqual(await filtered(filter), [], filter)
  assert.deepEqual(await filtered(`azureAdDeviceId eq '${ids[2]}'`, beta), third)
  assert.equal((await filtered("deploymentProfileAssignmentStatus eq 'notAssigned'", beta)).length, 5)
  const assigned =
    "deploymentProfileAssignmentStatus ne 'notAssigned' or startswith(deploymentProfileAssignmentStatus,'assigned')"
  assert.deepEqual(await filtered(assigned, beta), [])
  const odd = await scene.get(`${beta}?$filter=userlessEnrollmentStatus eq 'allowed'`)
  assert.equal(odd.statusCode, 400)
  assert.match(messageOf(odd), /^Invalid filter clause: the property 'userlessEnrollmentStatus'/)
  const beyond = await scene.get(`${v1}?$filter=azureAdDeviceId eq 'x'`)
  assert.match(messageOf(beyond), /^Invalid filter clause: Could not find a property named 'azureAdDeviceId'/)
})

test('pages follow each other and end', async () => {
  for (const query of ['$top=2', '$top=2&$orderby=serialNumber desc', '$top=2&$orderby=groupTag', '$top=2&$skip=1']) {
    const seen: string[] = []
    let pages = 0
    for (let url: string | undefined = `${v1}?${query}`; url !== undefined; pages++) {
      const { body } = await scene.get(url)
      seen.push(...body.value.map((item: { id: string }) => item.id))
      assert.equal(body['@odata.count'], body.value.length)
      const next: string | undefined = body['@odata.nextLink']
      assert.ok(next === undefined || next.startsWith('https://hailport.example/v1.0/'))
      url = next?.slice('https://hailport.example'.length)
    }
    const sorted = query.includes('desc') ? ids.toReversed() : ids
    assert.deepEqual(seen, query.includes('skip') ? sorted.slice(1) : sorted, query)
    assert.equal(pages, query.includes('skip') ? 2 : 3)
  }
  for (const query of ['$skip=10001', '$orderby=enrollmentState', '$orderby=model,serialNumber', '$skiptoken=x'])
    assert.equal((await scene.get(`${v1}?${query}`)).statusCode, 400, query)
  assert.deepEqual((await scene.get(`${v1}?$skip=10000`)).body.value, [])
})

test('a token that this list did not return is refused, or leads nowhere', async () => {
  const forged = [
    ['', 'x'],
    ['x', "' or 1=1"],
    ['', ids[0]],
    [1, 2],
    [null, null],
    ['', 'a\0b'],
  ]
  for (const key of forged) {
    const token = Buffer.from(JSON.stringify(key)).toString('base64url')
    for (const order of ['id', 'serialNumber']) {
      const { statusCode } = await scene.get(`${v1}?$orderby=${order}&$skiptoken=${token}`)
      assert.ok([200, 400].includes(statusCode), `${order} ${JSON.stringify(key)}: ${statusCode}`)
    }
  }
})

test('counts', async () => {
  assert.equal((await scene.get(`${v1}/$count`)).payload, '5')
  assert.equal((await scene.get(`${v1}/$count?$filter=contains(serialNumber,'${testSerial(2)}')`)).payload, '1')
  const first = await scene.get(`${v1}?$count=true&$top=2&$select=id`)
  assert.equal(first.body['@odata.count'], 5)
  assert.deepEqual(first.body.value, [{ id: ids[0] }, { id: ids[1] }])
})

test('actions change the device and answer without a body', async () => {
  const [id] = await scene.register([10])
  const act = async (version: string, name: string, body?: unknown) => {
    const answer = await scene.call('POST', `/${version}/${devicesPath}/${id}/${name}`, body)
    assert.equal(answer.statusCode, 204, `${name}: ${answer.payload}`)
    assert.equal(answer.payload, '')
    return (await scene.get(`${beta}/${id}`)).body
  }
  const named = await act('v1.0', 'updateDeviceProperties', {
    groupTag: 'Lab',
    displayName: 'PC-10',
    deviceFriendlyName: 'not in this version',
  })
  assert.deepEqual([named.groupTag, named.displayName, named.deviceFriendlyName], ['Lab', 'PC-10', ''])
  const hub = await act('beta', 'UpdateDeviceProperties', {
    deviceAccountUpn: 'hub@contoso.example',
    deviceAccountPassword: 'Very secret 1',
    deviceFriendlyName: 'Hub',
  })
  assert.deepEqual([hub.groupTag, hub.deviceAccountUpn, hub.deviceFriendlyName], ['Lab', 'hub@contoso.example', 'Hub'])
  assert.equal(hub.deviceAccountPassword, null)
  assert.equal((await act('v1.0', 'updateDeviceProperties', { groupTag: '' })).groupTag, '')
  assert.equal((await act('v1.0', 'updateDeviceProperties', {})).displayName, 'PC-10')
  const assigned = await act('beta', 'assignUserToDevice', {
    userPrincipalName: 'ada@contoso.example',
    addressableUserName: 'Ada',
  })
  assert.deepEqual([assigned.userPrincipalName, assigned.addressableUserName], ['ada@contoso.example', 'Ada'])
  const next = await act('v1.0', 'microsoft.graph.assignUserToDevice', { userPrincipalName: 'bo@contoso.example' })
  assert.deepEqual([next.userPrincipalName, next.addressableUserName], ['bo@contoso.example', ''])
  assert.equal((await act('v1.0', 'unassignUserFromDevice')).userPrincipalName, '')
  const room = { userPrincipalName: 'room@contoso.example', addressableUserName: 'Room', resourceAccountName: 'Room 1' }
  assert.equal((await act('beta', 'assignResourceAccountToDevice', room)).resourceName, 'Room 1')
  assert.equal((await act('beta', 'unassignResourceAccountFromDevice')).resourceName, '')
  assert.equal((await act('beta', 'allowNextEnrollment')).userlessEnrollmentStatus, 'allowed')
  for (const [name, body, text] of [
    ['assignUserToDevice', { userPrincipalName: 'nobody' }, /user principal name/],
    ['assignUserToDevice', {}, /^userPrincipalName is required/],
    ['updateDeviceProperties', { displayName: 'a-name-of-16-char' }, /displayName/],
    ['updateDeviceProperties', { groupTag: { a: 1 } }, /Cannot convert/],
  ] as const) {
    const refused = await scene.call('POST', `${v1}/${id}/${name}`, body)
    assert.equal(refused.statusCode, 400, name)
    assert.match(messageOf(refused), text)
  }
  for (const name of ['allowNextEnrollment', 'assignResourceAccountToDevice', 'unassignResourceAccountFromDevice'])
    assert.equal((await scene.call('POST', `${v1}/${id}/${name}`)).statusCode, 400, name)
  await scene.call('DELETE', `${v1}/${id}`)
})

test('an update answers with the device; what cannot be changed is read over', async () => {
  const [id] = await scene.register([11])
  const answer = await scene.call('PATCH', `${beta}/${id}`, {
    groupTag: 'Terraform',
    displayName: 'PC-11',
    purchaseOrderIdentifier: 'PO-1',
    serialNumber: 'another',
    userPrincipalName: 'ada@contoso.example',
  })
  assert.equal(answer.statusCode, 200)
  assert.deepEqual(
    ['groupTag', 'displayName', 'purchaseOrderIdentifier', 'serialNumber'].map(name => answer.body[name]),
    ['Terraform', 'PC-11', 'PO-1', testSerial(11)],
  )
  await scene.call('DELETE', `${beta}/${id}`)
})

test('a device is registered by its hash, or taken by its serial number when it is there already', async () => {
  const made = await scene.call('POST', v1, { hardwareIdentifier: testHash(12), groupTag: 'New' })
  assert.equal(made.statusCode, 201, made.payload)
  assert.equal(made.headers['location'], `https://hailport.example${v1}('${made.body.id}')`)
  const taken = await scene.call('POST', v1, { serialNumber: testSerial(12), displayName: 'PC-12', groupTag: '' })
  assert.equal(taken.statusCode, 201, taken.payload)
  assert.deepEqual([taken.body.id, taken.body.groupTag, taken.body.displayName], [made.body.id, 'New', 'PC-12'])
  const cases = [
    [{ hardwareIdentifier: testHash(12) }, 'device_already_registered'],
    [{ serialNumber: 'nobody-has-it', manufacturer: 'Fabrikam', model: 'Laptop 7' }, 'missing_identifier'],
    [{ serialNumber: testSerial(12), model: 'another' }, 'missing_identifier'],
    [{ hardwareIdentifier: 'AAAA' }, 'invalid_hardware_hash'],
  ] as const
  for (const [body, code] of cases) {
    const refused = await scene.call('POST', v1, body)
    assert.equal(refused.statusCode, 400, code)
    assert.equal(refused.body.error.innerError.code, code)
  }
  await scene.call('DELETE', `${v1}/${made.body.id}`)
})

test('what is not there', async () => {
  const [foreign] = await scene.register([20], {}, scene.other)
  for (const id of [newId(), foreign, 'x']) {
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { groupTag: 'x' }],
      ['POST', '/updateDeviceProperties', { groupTag: 'x' }],
      ['POST', '/unassignUserFromDevice', undefined],
    ] as const) {
      const answer = await scene.call(method, `${v1}/${id}${path}`, body)
      assert.equal(answer.statusCode, 404, `${method} ${path}`)
      assert.equal(answer.body.error.code, 'ResourceNotFound')
      assert.match(messageOf(answer), /^An error has occurred - Operation ID/)
    }
    const deleted = await scene.call('DELETE', `${v1}/${id}`)
    assert.equal(deleted.statusCode, 400)
    assert.equal(
      deleted.body.error.message,
      `Cannot find device with ztd Id ${id} and accountId ${scene.tenant.id} to delete`,
    )
  }
  assert.equal((await scene.h.call('GET', `${v1}/${foreign}`, scene.other.token)).statusCode, 200)
})

test('devices are deleted by their serial numbers', async () => {
  const [one, two] = await scene.register([30, 31])
  const serialNumbers = [testSerial(30), testSerial(31), 'nobody-has-it']
  const { statusCode, body } = await scene.call('POST', `${beta}/deleteDevices`, { serialNumbers })
  assert.equal(statusCode, 200)
  assert.deepEqual(
    body.value.map((state: Record<string, string>) => [state['deviceRegistrationId'], state['deletionState']]),
    [
      [one, 'accepted'],
      [two, 'accepted'],
      ['', 'failed'],
    ],
  )
  assert.ok(body.value[2].errorMessage)
  await scene.until(
    `${v1}?$filter=contains(serialNumber,'${testSerial(31)}')`,
    answer => answer.body.value.length === 0,
  )
  assert.equal((await scene.get(`${v1}/${one}`)).statusCode, 404)
  for (const wrong of [{}, { serialNumbers: [] }, { serialNumbers: [''] }, { serialNumbers: [null] }])
    assert.equal((await scene.call('POST', `${v1}/deleteDevices`, wrong)).statusCode, 400)
})
