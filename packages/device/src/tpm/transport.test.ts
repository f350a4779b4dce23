import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { after, it } from 'node:test'
import { openTpm } from './transport.ts'

const COMMAND = Uint8Array.from([0x80, 1, 0, 0, 0, 10, 0, 0, 1, 0x7a])
const servers: { close(): unknown }[] = []
after(() => servers.map(server => server.close()))

/** A listener that does as told with each connection. */
function listen(serve: (socket: Socket) => void): Promise<string> {
  return new Promise(resolve => {
    const server = createServer(serve)
    servers.push(server)
    server.listen(0, '127.0.0.1', () => {
      const at = server.address()
      resolve(`tcp:127.0.0.1:${typeof at === 'object' ? at?.port : 0}`)
    })
  })
}

it('puts a response together that comes octet by octet', async () => {
  const response = Buffer.from('80010000000c00000000abcd', 'hex')
  const address = await listen(socket => {
    socket.setNoDelay(true)
    socket.on('data', async () => {
      for (const octet of response) {
        socket.write(Uint8Array.of(octet))
        await new Promise(resolve => setImmediate(resolve))
      }
    })
  })
  const tpm = await openTpm(address)
  for (let n = 0; n < 3; n++) assert.deepEqual(Buffer.from(await tpm.send(COMMAND)), response)
  await tpm.close()
})

for (const [title, answer, code] of [
  ['a response longer than any TPM gives', '8001ffffffff00000000', 'tpm_unreadable'],
  ['a response shorter than its own head', '80010000000900000000', 'tpm_unreadable'],
] as const) {
  it(title, async () => {
    const tpm = await openTpm(await listen(socket => socket.on('data', () => socket.write(answer, 'hex'))))
    await assert.rejects(tpm.send(COMMAND), { code })
    await tpm.close()
  })
}

it('a connection that closes, or says nothing, is unreachable', async () => {
  const closing = await openTpm(await listen(socket => socket.on('data', () => socket.end('8001', 'hex'))))
  await assert.rejects(closing.send(COMMAND), { code: 'tpm_unreachable', why: 'the connection was closed' })
  const silent = await openTpm(await listen(socket => socket.on('error', () => {})), 50)
  await assert.rejects(silent.send(COMMAND), { code: 'tpm_unreachable', why: 'no answer within 50 ms' })
})

it('an address where nothing is, or of no form, is named in the error', async () => {
  await assert.rejects(openTpm('tcp:127.0.0.1:1'), { code: 'tpm_unreachable', message: /tcp:127\.0\.0\.1:1/ })
  await assert.rejects(openTpm('unix:/nowhere/tpm.sock'), { code: 'tpm_unreachable' })
  await assert.rejects(openTpm('/nowhere/tpmrm0'), { code: 'tpm_unreachable' })
  await assert.rejects(openTpm('tpm0'), { code: 'bad_request', message: /tcp:host:port/ })
  await assert.rejects(openTpm('tcp:localhost:99999'), { code: 'bad_request' })
})
