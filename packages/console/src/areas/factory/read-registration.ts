import type { NewLineStation } from '../../api/generated/operations.ts'

/** What `hailport line init` printed, alone or with the line before it; undefined when it is something else. */
export function readRegistration(text: string): NewLineStation | undefined {
  const [json] = /\{.*\}/s.exec(text) ?? []
  try {
    const { name, line, publicKey } = JSON.parse(json ?? '') as Partial<NewLineStation>
    const { kty, crv, x } = publicKey ?? {}
    if (typeof name !== 'string' || kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string') return undefined
    return { name, ...(typeof line === 'string' && { line }), publicKey: { kty, crv, x } }
  } catch {
    return undefined
  }
}
