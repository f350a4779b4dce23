import { open } from 'node:fs/promises'
import { connect, type NetConnectOpts } from 'node:net'
import { DeviceError, reasonOf } from '../device-error.ts'
import { unreadable } from './tpm-reader.ts'

/** Carries whole TPM 2.0 commands to a TPM and whole responses back, one at a time. */
export interface TpmTransport {
  /** @throws DeviceError `tpm_unreachable` or `tpm_unreadable` */
  send(command: Uint8Array): Promise<Uint8Array>
  close(): Promise<void>
}

/** The largest response a TPM may give (TPM_PT_MAX_RESPONSE_SIZE is 4096 on every PC TPM). */
const MAX_RESPONSE = 4096
const HEAD = 10

/**
 * Opens a TPM.
 *
 * @param address a device file (`/dev/tpmrm0`, `/dev/tpm0`), `tcp:host:port` or `unix:path` (the raw command socket
 *   of a software TPM such as swtpm)
 * @param timeoutMs how long one command may take on a socket; the kernel has its own limit for device files
 * @throws DeviceError `tpm_unreachable` when nothing answers there, `bad_request` when the address has no known form
 */
export async function openTpm(address: string, timeoutMs = 30_000): Promise<TpmTransport> {
  const target = socketTarget(address)
  return target === null ? openDeviceFile(address) : openSocket(address, target, timeoutMs)
}

/** Where the socket is, or null for a device file. */
function socketTarget(address: string): NetConnectOpts | null {
  if (address.startsWith('unix:')) return { path: address.slice('unix:'.length) }
  if (address.startsWith('/')) return null
  const tcp = /^tcp:(.+):(\d{1,5})$/.exec(address)
  const port = Number(tcp?.[2])
  if (tcp === null || port > 65_535) {
    throw new DeviceError('bad_request', {
      what: 'The TPM cannot be opened',
      why: `"${address}" is no TPM address`,
      remedy: 'Give a device file such as /dev/tpmrm0, tcp:host:port or unix:path.',
    })
  }
  return { host: tcp[1]?.replace(/^\[(.*)\]$/, '$1') ?? '', port }
}

async function openDeviceFile(path: string): Promise<TpmTransport> {
  const file = await open(path, 'r+').catch((reason: unknown) => {
    throw unreachable(path, reason)
  })
  return {
    async send(command) {
      try {
        await file.write(command, 0, command.length, null)
        const { bytesRead, buffer } = await file.read(new Uint8Array(MAX_RESPONSE), 0, MAX_RESPONSE, null)
        return buffer.subarray(0, bytesRead)
      } catch (reason) {
        throw unreachable(path, reason)
      }
    },
    close: () => file.close(),
  }
}

async function openSocket(address: string, target: NetConnectOpts, timeoutMs: number): Promise<TpmTransport> {
  const socket = connect(target)
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)))
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let spare: Uint8Array = new Uint8Array(0)

  const receive = async (length: number): Promise<void> => {
    while (spare.length < length) {
      const next = await chunks.next()
      if (next.done) throw new Error('the connection was closed')
      spare = Buffer.concat([spare, next.value])
    }
  }

  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject)
  }).catch((reason: unknown) => {
    throw unreachable(address, reason)
  })

  return {
    async send(command) {
      try {
        socket.write(command)
        await receive(HEAD)
      } catch (reason) {
        throw unreachable(address, reason)
      }
      const length = new DataView(spare.buffer, spare.byteOffset).getUint32(2)
      if (length < HEAD || length > MAX_RESPONSE) throw unreadable(`it claims to be ${length} octets long`)
      await receive(length).catch((reason: unknown) => {
        throw unreachable(address, reason)
      })
      const response = spare.slice(0, length)
      spare = spare.subarray(length)
      return response
    },
    async close() {
      socket.destroy()
    },
  }
}

function unreachable(address: string, reason: unknown): DeviceError {
  const denied = (reason as { code?: string } | null)?.code === 'EACCES'
  return new DeviceError(
    'tpm_unreachable',
    {
      what: `The TPM at ${address} cannot be used`,
      why: reasonOf(reason),
      remedy: denied
        ? 'Run as root, or add your user to the group "tss".'
        : 'Switch the TPM on in the firmware settings, load its kernel module, or start the software TPM.',
    },
    reason,
  )
}
