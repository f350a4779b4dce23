import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GraphError } from '../errors.ts'
import { fitOptions } from './fit-options.ts'
import { parseOptions } from './options.ts'

test('options are known with and without their sign, in any capitals, and + is a blank', () => {
  const { given: _given, ...options } = parseOptions(
    "$Filter=contains(serialNumber,'A+B%20C')&select=id,%20state&$TOP=5&skip=2&$orderby=a+desc,b&%24count=true&api-version=1.0",
  )
  assert.deepEqual(options, {
    filter: { kind: 'match', how: 'contains', property: 'serialNumber', text: 'A B C' },
    select: ['id', 'state'],
    expand: [],
    orderby: [
      { property: 'a', descending: true },
      { property: 'b', descending: false },
    ],
    top: 5,
    skip: 2,
    count: true,
  })
})

test('what is expanded may name what of it is wanted', () => {
  assert.deepEqual(parseOptions('$expand=deploymentProfile,intendedDeploymentProfile($select=id,displayName)').expand, [
    { name: 'deploymentProfile' },
    { name: 'intendedDeploymentProfile', select: ['id', 'displayName'] },
  ])
})

test('an option that cannot be meant is refused', () => {
  for (const query of [
    '$top=0',
    '$top=1001',
    '$top=-1',
    '$top=ten',
    '$skip=-1',
    '$count=maybe',
    '$search="x"',
    '$apply=x',
    '$top=1&$top=2',
    '$top=1&top=2',
    '$select=',
    '$select=a;b',
    '$orderby=a up',
    '$expand=a($filter=b)',
    '$expand=a(b',
    '$skiptoken=',
    `$skiptoken=${'x'.repeat(3_000)}`,
    '$filter=%zz',
    `x=${'y'.repeat(20_000)}`,
  ])
    assert.throws(
      () => parseOptions(query),
      (error: Error) => error instanceof GraphError && error.status === 400,
      query.slice(0, 50),
    )
})

test('options take the spelling of the type, and name what it does not have', () => {
  const spelled = (query: string) => fitOptions(parseOptions(query), 'beta', 'windowsAutopilotDeviceIdentity')
  assert.deepEqual(spelled('$select=SERIALNUMBER,ID').select, ['serialNumber', 'id'])
  assert.deepEqual(spelled('$orderby=serialnumber').orderby, [{ property: 'serialNumber', descending: false }])
  assert.deepEqual(spelled('$expand=deploymentprofile').expand, [{ name: 'deploymentProfile' }])
  assert.deepEqual(spelled("$filter=serialnumber eq 'x'").filter, {
    kind: 'compare',
    property: 'serialNumber',
    operator: 'eq',
    value: 'x',
  })
  for (const [query, name] of [
    ['$select=colour', 'colour'],
    ['$orderby=colour', 'colour'],
    ['$expand=serialNumber', 'serialNumber'],
    ["$filter=colour eq 'x'", 'colour'],
  ] as const)
    assert.throws(() => spelled(query), new RegExp(`Could not find a property named '${name}'`), query)
  const profiles = fitOptions(
    parseOptions('$select=hybridAzureADJoinSkipConnectivityCheck'),
    'beta',
    'windowsAutopilotDeploymentProfile',
  )
  assert.equal(profiles.select?.length, 1)
})
