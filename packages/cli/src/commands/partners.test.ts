import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { hashTextOf, ndjsonReport, simulateDevice } from '@hailport/device'
import { Client } from '../demo/client.ts'
import { finish, type Result, start, until } from '../testing/run.ts'

let service: ReturnType<typeof start>
let url = ''
const tokens: Record<'customer' | 'reseller' | 'maker', string> = { customer: '', reseller: '', maker: '' }

const folder = mkdtempSync(join(tmpdir(), 'hailport-partners-'))
const inFolder = (name: string) => join(folder, name)
const simulated = (number: number) => simulateDevice({ seed: 'partners' }, number)
const serialOf = (number: number) => simulated(number).fields.SmbiosSystemSerialNumber ?? ''

before(async () => {
  service = start(['serve', '--data', join(folder, 'data'), '--port', '0', '--log-level', 'error'])
  const said = await until(service, /Keep them safe/)
  url = /listens on (http:\S+)\. /.exec(said)?.[1] ?? ''
  const operator = new Client(url, /hpat_\S+/.exec(said)?.[0] ?? '')
  const personOf = async (id: string, roles: string[]) => {
    const people = `/api/v1/organizations/${id}/people`
    const person = { email: `${id}@adatum.example`, name: 'P', roles }
    const made = await operator.post<{ id: string }>(people, person)
    return (await operator.post<{ secret: string }>(`${people}/${made.id}/tokens`, { name: 'test' })).secret
  }
  const tenant = await operator.post<{ id: string }>('/api/v1/tenants', { name: 'Adatum', domain: 'adatum.example' })
  const reseller = await operator.post<{ id: string }>('/api/v1/partners', { name: 'Litware', kind: 'csp-direct' })
  const maker = await operator.post<{ id: string }>('/api/v1/partners', { name: 'Contoso', kind: 'oem' })
  tokens.customer = await personOf(tenant.id, ['tenant-admin', 'consent-approver'])
  tokens.reseller = await personOf(reseller.id, ['partner-admin', 'registrar'])
  tokens.maker = await personOf(maker.id, ['partner-admin', 'factory-reporter', 'support-agent'])
  const makers = new Client(url, tokens.maker)
  const built = [...ndjsonReport([21, 22].map(simulated))].join('')
  await makers.ask('POST', `/api/v1/partners/${maker.id}/build-reports?name=r`, built, 'application/x-ndjson')
  const entry = { services: ['later'], regions: ['DE'], desk: true }
  await makers.ask('PUT', `/api/v1/partners/${maker.id}/directory-entry`, entry)
  const { items } = await operator.get<{ items: { partnerId: string; writtenAt: string }[] }>(
    '/api/v1/directory-entries',
  )
  await operator.post(`/api/v1/directory-entries/${maker.id}/publish`, { writtenAt: items[0]?.writtenAt })
})
after(async () => {
  service.kill('SIGTERM')
  await finish(service)
  rmSync(folder, { recursive: true })
})

async function hailport(as: keyof typeof tokens, ...args: string[]): Promise<Result> {
  const child = start(args, { HAILPORT_URL: url, HAILPORT_TOKEN: tokens[as] })
  child.stdin?.end()
  return finish(child)
}
/** Runs a command that has to succeed. @returns what it prints. */
async function said(as: keyof typeof tokens, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await hailport(as, ...args)
  assert.equal(code, 0, `${args.join(' ')}: ${stdout}${stderr}`)
  return stdout
}

test('a reseller asks for consent; the customer sees it', async () => {
  const asked = await said('reseller', 'consent', 'ask', 'adatum.example', '--devices', '50', '--message', 'PO-88')
  assert.match(asked, /adatum\.example was asked: sent\./)
  const { items } = JSON.parse(await said('customer', 'consent', 'requests', '--json'))
  assert.match(await said('customer', 'consent', 'requests', '--state', 'requested'), /Litware +adatum\.example +sent/)
  const grant = { limits: { eachBatch: 'accept' } }
  await new Client(url, tokens.customer).post(`/api/v1/consents/${items[0].id}/grant`, grant)
  assert.match(await said('reseller', 'consent', 'requests'), /granted +0/)
  assert.equal((await hailport('customer', 'consent', 'ask', 'adatum.example')).code, 64)
})

const customer = ['--customer', 'adatum.example']

test('orders: a delivery from a file, a return with a dry run and a confirmation, a void of it', async () => {
  const file = inFolder('d1.csv')
  const rows = [1, 2, 3].map(number => hashTextOf(simulated(number)))
  writeFileSync(file, ['hardwareHash', ...rows, 'T0FP', ''].join('\r\n'))
  const enrol = ['orders', 'enrol', file, ...customer, '--order', 'SO-1', '--delivery', '1']
  const dry = await hailport('reseller', ...enrol, '--dry-run')
  assert.equal(dry.code, 2, dry.stderr)
  assert.match(dry.stdout, /3 {2}registered\n +1 {2}rejected\n {2}row 4: invalid_hardware_hash/)
  assert.match(await said('reseller', 'orders', 'list'), /No orders/)
  const made = await hailport('reseller', ...enrol, '--transaction', 'T-1', '--purchase-order', 'PO-1')
  assert.equal(made.code, 2, made.stderr)
  assert.match(made.stdout, /enrol T-1: complete with errors\n +4 {2}devices\n +3 {2}registered\n +1 {2}refused/)
  assert.match(await said('reseller', 'orders', 'list', ...customer, '--purchase-order', 'PO-1'), /SO-1/)
  assert.match(
    await said('reseller', 'orders', 'show', 'SO-1', ...customer),
    /Delivery 1 +ships on a day not said\n +registered +3/,
  )
  assert.match(await said('reseller', 'batches', 'list', ...customer, '--state', 'finished'), /Order SO-1 +finished/)

  const back = ['orders', 'return', ...customer, '--serial', serialOf(2)]
  assert.match(await said('reseller', ...back, '--dry-run'), /1 {2}returned/)
  const unasked = await hailport('reseller', ...back)
  assert.equal(unasked.code, 64)
  assert.match(unasked.stderr, /Nothing was done: nobody is there to be asked/)
  assert.match(await said('reseller', ...back, '--transaction', 'T-2', '--yes'), /return T-2: complete/)
  assert.match(
    await said('reseller', 'orders', 'show', 'SO-1', ...customer, '--state', 'returned'),
    new RegExp(serialOf(2)),
  )
  assert.match(await said('reseller', 'orders', 'void', 'T-2', ...customer, '--yes'), /1 {2}restored/)

  const list = inFolder('all.csv')
  writeFileSync(list, ['serialNumber,hardwareHash,delivery', `,${rows[0]},1`, `,${rows[1]},2`].join('\n'))
  const change = ['orders', 'override', list, ...customer, '--order', 'SO-1']
  assert.match(await said('reseller', ...change, '--yes'), /2 {2}kept\n +1 {2}returned/)
  const items = inFolder('items.csv')
  assert.equal((await hailport('reseller', 'orders', 'transaction', 'T-1', ...customer, '--result', items)).code, 2)
  assert.equal(readFileSync(items, 'utf8').trim().split('\r\n').length, 5)
  assert.equal((await hailport('reseller', 'orders', 'show', 'SO-9', ...customer)).code, 1)
})

test('batches that wait are accepted and refused by the customer', async () => {
  const [consent] = JSON.parse(await said('customer', 'consent', 'requests', '--json')).items
  await new Client(url, tokens.customer).ask('PATCH', `/api/v1/consents/${consent.id}`, {
    limits: { eachBatch: 'hold' },
  })
  const file = inFolder('d2.ndjson')
  writeFileSync(
    file,
    [5, 6].map(number => `${JSON.stringify({ hardwareHash: hashTextOf(simulated(number)) })}\n`).join(''),
  )
  await said('reseller', 'orders', 'enrol', file, ...customer, '--order', 'SO-2', '--transaction', 'T-9')
  const held = await said('customer', 'batches', 'held', '--waits-for', 'acceptance')
  assert.match(held, /Order SO-2 +2 +2 /)
  const id = held.trim().split(' ').at(-1) ?? ''
  await said('customer', 'batches', 'accept', id, '--row', '1')
  await said('customer', 'batches', 'refuse', id, '--reason', 'Not ours')
  const done = await hailport('reseller', 'orders', 'transaction', 'T-9', ...customer)
  assert.match(done.stdout, /1 {2}registered\n +1 {2}refused/)
})

test("requests to a maker's desk: opened with a proof, asked, answered, decided", async () => {
  const serials = inFolder('serials.txt')
  writeFileSync(serials, `${serialOf(21)}\r\n${serialOf(22)}\r\n`)
  const proof = inFolder('proof.pdf')
  writeFileSync(proof, 'no PDF')
  const open = ['requests', 'open', serials, '--maker', 'contoso', '--kind', 'register', '--proof', proof]
  const refused = await hailport('customer', ...open, '--domain', 'adatum.example')
  assert.equal(refused.code, 6, refused.stdout)
  assert.match(await said('customer', 'requests', 'list', '--state', 'withdrawn'), /Contoso +register +withdrawn/)
  writeFileSync(proof, pdf)
  const made = await said('customer', ...open, '--domain', 'adatum.example')
  const id = /Request (\S+) \(register\)/.exec(made)?.[1] ?? ''
  assert.match(
    await said('maker', 'desk', 'list', '--state', 'open'),
    new RegExp(`adatum.example +register +open +2 +2 .*${id}`),
  )
  const copy = inFolder('copy.pdf')
  const checked = await said('maker', 'desk', 'show', id, '--proof', copy)
  assert.match(checked, /pending +record known, held by nobody/)
  assert.deepEqual(readFileSync(copy, 'latin1'), pdf)
  await said('maker', 'desk', 'ask', id, 'Which invoice?')
  await said('customer', 'requests', 'answer', id, 'Page 1.')
  assert.match(await said('maker', 'desk', 'approve', id, serialOf(21)), /1 approved, 0 refused, 1 not decided/)
  await said('maker', 'desk', 'refuse', id, '--all', '--reason', 'Not on it')
  const shown = await said('customer', 'requests', 'show', id)
  assert.match(shown, /State +decided/)
  assert.match(shown, /refused +Not on it[\s\S]*maker: Which invoice\?[\s\S]*requester: Page 1\./)
  assert.equal((await hailport('maker', 'desk', 'approve', id)).code, 64)
})

/** The smallest document that is one. */
const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>']
const pdf = (() => {
  let text = '%PDF-1.7\n'
  const places = objects.map((body, at) => {
    const place = text.length
    text += `${at + 1} 0 obj\n${body}\nendobj\n`
    return place
  })
  const table = places.map(place => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const start = text.length
  return `${text}xref\n0 3\n0000000000 65535 f \n${table}trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
})()

test('a customer has what happens posted somewhere, and sees why it does not arrive', async () => {
  const made = await said(
    'customer',
    'webhooks',
    'create',
    'Inventory',
    'https://receiver.invalid/hook',
    '--event',
    'group.created',
  )
  assert.match(made, /Secret, shown this once: whsec_/)
  const { items } = JSON.parse(await said('customer', 'webhooks', 'list', '--json'))
  assert.match(await said('customer', 'webhooks', 'list'), /Inventory +active .*https:\/\/receiver\.invalid\/hook/)
  const tested = await hailport('customer', 'webhooks', 'test', items[0].id)
  assert.notEqual(tested.code, 0)
  assert.match(tested.stdout, /Not taken: .*receiver\.invalid/)
  assert.match(await said('customer', 'webhooks', 'deliveries', items[0].id), /No deliveries/)
  assert.match(
    await said('customer', 'webhooks', 'replay', items[0].id, '--since', '2020-01-01T00:00:00Z'),
    /sent again/,
  )
  assert.equal((await hailport('customer', 'webhooks', 'create', 'x', 'https://10.0.0.1/')).code, tested.code)
})
