import { DeviceError } from '../device-error.ts'
import { TpmReader, unreadable } from './tpm-reader.ts'
import type { TpmTransport } from './transport.ts'

// Numbers and structures: TCG TPM 2.0 Library, parts 2 and 3.
const TAG_NO_SESSIONS = 0x8001
const TAG_SESSIONS = 0x8002
const CC_CREATE_PRIMARY = 0x131
const CC_FLUSH_CONTEXT = 0x165
const CC_READ_PUBLIC = 0x173
const CC_GET_CAPABILITY = 0x17a
const RH_ENDORSEMENT = 0x4000000b
const CAP_TPM_PROPERTIES = 6
const RC_INITIALIZE = 0x100
/** TPM_RC_YIELDED, TPM_RC_TESTING and TPM_RC_RETRY: "ask again". */
const ASK_AGAIN = new Set([0x908, 0x90a, 0x922])

/** An empty password for one handle: TPM_RS_PW, no nonce, no attributes, no password. */
const EMPTY_PASSWORD = [...u32(9), ...u32(0x40000009), ...u16(0), 0, ...u16(0)]

/** The public area of a key object at `handle`, as TPMT_PUBLIC octets. */
export async function readPublic(tpm: TpmTransport, handle: number): Promise<Uint8Array> {
  return (await run(tpm, TAG_NO_SESSIONS, CC_READ_PUBLIC, u32(handle))).sized()
}

/**
 * Creates a primary key in the endorsement hierarchy; the same template always gives the same key. The caller must
 * {@link flush} the handle.
 */
export async function createEndorsementPrimary(
  tpm: TpmTransport,
  template: Uint8Array,
): Promise<{ handle: number; publicArea: Uint8Array }> {
  const emptySensitive = [...u16(4), ...u16(0), ...u16(0)]
  const noOutsideInfo = u16(0)
  const noPcrs = u32(0)
  const answer = await run(tpm, TAG_SESSIONS, CC_CREATE_PRIMARY, [
    ...u32(RH_ENDORSEMENT),
    ...EMPTY_PASSWORD,
    ...emptySensitive,
    ...u16(template.length),
    ...template,
    ...noOutsideInfo,
    ...noPcrs,
  ])
  const handle = answer.u32()
  try {
    answer.u32() // size of the parameters
    return { handle, publicArea: answer.sized() }
  } catch (reason) {
    await flush(tpm, handle).catch(() => {})
    throw reason
  }
}

/** Removes a transient object from the TPM's few slots. */
export async function flush(tpm: TpmTransport, handle: number): Promise<void> {
  await run(tpm, TAG_NO_SESSIONS, CC_FLUSH_CONTEXT, u32(handle))
}

/** Up to `count` fixed properties (TPM_PT_…), from number `first` on. */
export async function readProperties(tpm: TpmTransport, first: number, count: number): Promise<Map<number, number>> {
  const answer = await run(tpm, TAG_NO_SESSIONS, CC_GET_CAPABILITY, [
    ...u32(CAP_TPM_PROPERTIES),
    ...u32(first),
    ...u32(count),
  ])
  answer.u8() // whether there are more
  if (answer.u32() !== CAP_TPM_PROPERTIES) throw unreadable('it lists something else than properties')
  const properties = new Map<number, number>()
  const given = answer.u32()
  for (let n = 0; n < given; n++) properties.set(answer.u32(), answer.u32())
  return properties
}

async function run(tpm: TpmTransport, tag: number, code: number, body: readonly number[]): Promise<TpmReader> {
  const command = Uint8Array.from([...u16(tag), ...u32(10 + body.length), ...u32(code), ...body])
  for (let tries = 1; ; tries++) {
    const response = await tpm.send(command)
    const reader = new TpmReader(response)
    reader.u16() // tag
    const size = reader.u32()
    if (size !== response.length) throw unreadable(`it says ${size} octets and has ${response.length}`)
    const result = reader.u32()
    if (result === 0) return reader
    if (!ASK_AGAIN.has(result) || tries === 5) throw refusal(code, result)
    await new Promise(resolve => setTimeout(resolve, 20 * 2 ** tries))
  }
}

function refusal(command: number, result: number): DeviceError {
  const hex = (n: number) => `0x${n.toString(16).padStart(3, '0')}`
  return new DeviceError('tpm_refused', {
    what: `The TPM refused command ${hex(command)}`,
    why: `it answered with response code ${hex(result)}`,
    remedy:
      result === RC_INITIALIZE
        ? 'The TPM was never started up: start a software TPM with --flags startup-clear.'
        : 'Check that the endorsement hierarchy is enabled and has no password, and that the TPM is not locked out.',
  })
}

export function u16(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff]
}

export function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value)]
}
