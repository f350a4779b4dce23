import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { DeviceError } from '../device-error.ts'
import { createEndorsementPrimary, flush, readProperties, u16, u32 } from './commands.ts'
import { EK_TEMPLATE_RSA_2048, readTpm, type TpmIdentity } from './endorsement.ts'
import { type SoftwareTpm, startSoftwareTpm } from './swtpm.ts'
import { openTpm, type TpmTransport } from './transport.ts'

async function withTpm<T>(address: string, use: (tpm: TpmTransport) => Promise<T>): Promise<T> {
  const tpm = await openTpm(address, 5000)
  try {
    return await use(tpm)
  } finally {
    await tpm.close()
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('a real swtpm', () => {
  let software: SoftwareTpm
  let fromTemplate: TpmIdentity

  before(async () => {
    software = await startSoftwareTpm()
    fromTemplate = await withTpm(software.address, readTpm)
  })
  after(() => software?.stop())

  async function tool(name: string, ...args: string[]): Promise<string> {
    const env = { ...process.env, TPM2TOOLS_TCTI: software.tcti ?? '' }
    try {
      return (await promisify(execFile)(name, args, { env })).stdout
    } catch (reason) {
      if ((reason as { code?: unknown }).code !== 'ENOENT') throw reason
      throw new Error(`${name} is not installed: apt-get install -y tpm2-tools`)
    }
  }

  it('gives the same endorsement key as tpm2_createek, first from the template, then from its handle', async () => {
    assert.equal(fromTemplate.ekSource, 'template')
    assert.equal(fromTemplate.ekModulus.length, 256)

    await tool('tpm2_createek', '-G', 'rsa', '-c', '0x81010001', '-u', join(software.stateDir, 'ek.pub'))
    const theirs = /^rsa: ([0-9a-f]+)$/m.exec(await tool('tpm2_readpublic', '-c', '0x81010001'))?.[1]
    assert.equal(hex(fromTemplate.ekModulus), theirs)

    const persistent = await withTpm(software.address, readTpm)
    assert.equal(persistent.ekSource, 'persistent')
    assert.equal(hex(persistent.ekModulus), theirs)
  })

  it('states version, revision, vendor and firmware as tpm2_getcap does', async () => {
    const theirs = await tool('tpm2_getcap', 'properties-fixed')
    const raw = (name: string) => Number(new RegExp(`${name}:\\s+raw: (\\w+)`).exec(theirs)?.[1])
    const revision = (raw('TPM2_PT_REVISION') / 100).toFixed(2)
    const firmware = `${raw('TPM2_PT_FIRMWARE_VERSION_1')}.${raw('TPM2_PT_FIRMWARE_VERSION_2')}`
    assert.equal(
      fromTemplate.version,
      `TPM-Version:2.0 -Level:0-Revision:${revision}-VendorID:'IBM '-Firmware:${firmware}`,
    )
  })

  it('leaves nothing behind: it can be read more often than the TPM has slots', async () => {
    await withTpm(software.address, async tpm => {
      for (let n = 0; n < 8; n++) {
        await flush(tpm, (await createEndorsementPrimary(tpm, EK_TEMPLATE_RSA_2048)).handle)
      }
    })
    for (let n = 0; n < 8; n++) await withTpm(software.address, readTpm)
    assert.doesNotMatch(await tool('tpm2_getcap', 'handles-transient'), /0x8/)
  })

  it('says which response code the TPM refused with', async () => {
    await withTpm(software.address, tpm =>
      assert.rejects(flush(tpm, 0x80ffffff), (error: DeviceError) => {
        assert.equal(error.code, 'tpm_refused')
        assert.match(error.why, /0x1?[0-9a-f]{3}/)
        return true
      }),
    )
  })
})

it('reads over TCP too; the same TPM keeps its key over a restart and another TPM has another', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'hailport-tpm-test-'))
  const keyOf = async (options: { stateDir?: string; tcp: boolean }): Promise<string> => {
    const software = await startSoftwareTpm(options)
    try {
      return hex((await withTpm(software.address, readTpm)).ekModulus)
    } finally {
      await software.stop()
    }
  }
  try {
    const first = await keyOf({ stateDir, tcp: false })
    assert.equal(await keyOf({ stateDir, tcp: true }), first)
    assert.notEqual(await keyOf({ tcp: true }), first)
  } finally {
    await rm(stateDir, { recursive: true })
  }
})

describe('answers that are no answers', () => {
  const replay = (responses: readonly Uint8Array[]): TpmTransport => {
    const left = [...responses]
    return {
      send: async () => left.shift() ?? new Uint8Array(0),
      close: async () => {},
    }
  }
  const frame = (code: number, body: readonly number[]): Uint8Array =>
    Uint8Array.from([...u16(0x8001), ...u32(10 + body.length), ...u32(code), ...body])

  it('whatever the octets, the outcome is a value or a DeviceError', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 64 }),
            fc.uint8Array({ maxLength: 400 }).map(body => frame(0, [...body])),
          ),
          { maxLength: 4 },
        ),
        async responses => {
          await readTpm(replay(responses)).catch((error: unknown) => assert.ok(error instanceof DeviceError))
        },
      ),
    )
  })

  it('a response cut at any octet is called unreadable', async () => {
    const whole = [0, ...u32(6), ...u32(1), ...u32(0x100), ...u32(0x322e3000)]
    assert.equal((await readProperties(replay([frame(0, whole)]), 0x100, 1)).get(0x100), 0x322e3000)
    for (let length = 0; length < whole.length; length++) {
      await assert.rejects(readProperties(replay([frame(0, whole.slice(0, length))]), 0x100, 1), {
        code: 'tpm_unreadable',
      })
    }
  })

  it('asks again when the TPM says so', async () => {
    const busy = frame(0x922, [])
    const properties = await readProperties(replay([busy, busy, frame(0, [0, ...u32(6), ...u32(0)])]), 0x100, 1)
    assert.equal(properties.size, 0)
  })
})
