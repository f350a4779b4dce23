import { DeviceError } from '../device-error.ts'
import { readTpm } from '../tpm/endorsement.ts'
import { openTpm } from '../tpm/transport.ts'
import type { FileTree } from './file-tree.ts'
import type { Finding, MissingField } from './finding.ts'

/**
 * The TPM's endorsement key and version.
 *
 * @param address see `openTpm`; without one, the kernel's TPM below `root`, if there is any
 */
export async function readEndorsementKey(tree: FileTree, root: string, address?: string): Promise<Finding> {
  const device = ['dev/tpmrm0', 'dev/tpm0'].find(path => tree.has(path))
  const at = address ?? (device && `${root.replace(/\/+$/, '')}/${device}`)
  if (at === undefined) {
    return nothing({
      why: 'Linux sees no TPM',
      remedy: 'Switch the TPM on in the firmware settings; a device without one can still be registered.',
    })
  }
  try {
    const tpm = await openTpm(at)
    try {
      const { ekModulus, version } = await readTpm(tpm)
      return { fields: { TPMEkPub: ekModulus, TPMVersion: version }, missing: [] }
    } finally {
      await tpm.close()
    }
  } catch (reason) {
    if (!(reason instanceof DeviceError) || reason.code === 'bad_request') throw reason
    return nothing({ why: `${reason.what}: ${reason.why}`, remedy: reason.remedy })
  }
}

function nothing(because: Omit<MissingField, 'field'>): Finding {
  return { fields: {}, missing: [{ field: 'TPMEkPub', ...because }] }
}
