import { DeviceError } from '../device-error.ts'
import { createEndorsementPrimary, flush, readProperties, readPublic, u16, u32 } from './commands.ts'
import { TpmReader, unreadable } from './tpm-reader.ts'
import type { TpmTransport } from './transport.ts'

/** What a TPM 2.0 says about itself. */
export interface TpmIdentity {
  /** The RSA-2048 endorsement key's modulus: 256 octets, big-endian. */
  readonly ekModulus: Uint8Array
  /** Where the key was found: at its persistent handle, or made again from the default template. */
  readonly ekSource: 'persistent' | 'template'
  /** In the words of the hardware hash: `TPM-Version:2.0 -Level:0-Revision:1.59-VendorID:'NTC '-Firmware:458754.262144`. */
  readonly version: string
}

/** Where a provisioned platform keeps its RSA endorsement key (TCG TPM v2.0 Provisioning Guidance, 7.8). */
const EK_HANDLE = 0x81010001

const ALG_RSA = 0x0001
const ALG_AES = 0x0006
const ALG_SHA256 = 0x000b
const ALG_NULL = 0x0010
const ALG_CFB = 0x0043
const MODULUS_OCTETS = 256

/** PolicySecret(TPM_RH_ENDORSEMENT), as the TCG EK Credential Profile states it for template L-1. */
const EK_POLICY = Buffer.from('837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa', 'hex')
/** fixedTPM, fixedParent, sensitiveDataOrigin, adminWithPolicy, restricted, decrypt. */
const EK_ATTRIBUTES = 0x000300b2

/** Template L-1 (RSA 2048) of the TCG EK Credential Profile for TPM Family 2.0, as a TPMT_PUBLIC. */
export const EK_TEMPLATE_RSA_2048 = Uint8Array.from([
  ...u16(ALG_RSA),
  ...u16(ALG_SHA256),
  ...u32(EK_ATTRIBUTES),
  ...u16(EK_POLICY.length),
  ...EK_POLICY,
  ...u16(ALG_AES),
  ...u16(128),
  ...u16(ALG_CFB),
  ...u16(ALG_NULL),
  ...u16(2048),
  ...u32(0),
  ...u16(MODULUS_OCTETS),
  ...new Uint8Array(MODULUS_OCTETS),
])

/**
 * Reads the endorsement key and the version of a TPM 2.0. Changes nothing in the TPM: a key made from the template
 * is flushed again.
 *
 * @throws DeviceError `tpm_unreachable`, `tpm_refused` or `tpm_unreadable`
 */
export async function readTpm(tpm: TpmTransport): Promise<TpmIdentity> {
  const persistent = await persistentModulus(tpm)
  return {
    ekModulus: persistent ?? (await templateModulus(tpm)),
    ekSource: persistent === null ? 'template' : 'persistent',
    version: await readVersion(tpm),
  }
}

/** The modulus at the persistent handle; null when there is no key there, or not one of RSA 2048. */
async function persistentModulus(tpm: TpmTransport): Promise<Uint8Array | null> {
  try {
    return rsaModulus(await readPublic(tpm, EK_HANDLE))
  } catch (reason) {
    if (reason instanceof DeviceError && reason.code === 'tpm_refused') return null
    throw reason
  }
}

async function templateModulus(tpm: TpmTransport): Promise<Uint8Array> {
  const { handle, publicArea } = await createEndorsementPrimary(tpm, EK_TEMPLATE_RSA_2048)
  try {
    const modulus = rsaModulus(publicArea)
    if (modulus === null) throw unreadable('it made a key that is not RSA 2048')
    return modulus
  } finally {
    await flush(tpm, handle)
  }
}

/** The modulus in a TPMT_PUBLIC, or null when that is not an RSA-2048 storage key. */
function rsaModulus(publicArea: Uint8Array): Uint8Array | null {
  const reader = new TpmReader(publicArea)
  if (reader.u16() !== ALG_RSA) return null
  reader.u16() // name algorithm
  reader.u32() // attributes
  reader.sized() // policy
  if (reader.u16() !== ALG_NULL) reader.bytes(4) // symmetric algorithm's key bits and mode
  if (reader.u16() !== ALG_NULL) return null // an EK has no signing scheme
  reader.u16() // key bits
  reader.u32() // exponent
  const modulus = reader.sized()
  return modulus.length === MODULUS_OCTETS ? modulus : null
}

async function readVersion(tpm: TpmTransport): Promise<string> {
  const properties = await readProperties(tpm, 0x100, 16)
  const property = (number: number): number => {
    const value = properties.get(number)
    if (value === undefined) throw unreadable(`property 0x${number.toString(16)} is not in it`)
    return value
  }
  const text = (number: number, filler: string): string =>
    String.fromCharCode(...u32(property(number))).replaceAll('\0', filler)
  const revision = (property(0x102) / 100).toFixed(2)
  const firmware = `${property(0x10b)}.${property(0x10c)}`
  return `TPM-Version:${text(0x100, '')} -Level:${property(0x101)}-Revision:${revision}-VendorID:'${text(0x105, ' ')}'-Firmware:${firmware}`
}
