import { DeviceError } from '../device-error.ts'

/** Reads a TPM answer from front to back, big-endian, and never past its end. */
export class TpmReader {
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Octets not yet read. */
  get left(): number {
    return this.#view.byteLength - this.#at
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1))
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2))
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4))
  }

  /** The next `length` octets, copied. */
  bytes(length: number): Uint8Array {
    const start = this.#view.byteOffset + this.#take(length)
    return new Uint8Array(this.#view.buffer.slice(start, start + length) as ArrayBuffer)
  }

  /** A TPM2B: a 16-bit size and that many octets. */
  sized(): Uint8Array {
    return this.bytes(this.u16())
  }

  #take(length: number): number {
    if (length > this.left) {
      throw unreadable(`it ends ${length - this.left} octets before the value at offset ${this.#at} does`)
    }
    const start = this.#at
    this.#at += length
    return start
  }
}

/** The error for an answer that cannot be what a TPM 2.0 would say. */
export function unreadable(why: string): DeviceError {
  return new DeviceError('tpm_unreadable', {
    what: "The TPM's answer cannot be read",
    why,
    remedy:
      'Check that the address is that of a TPM 2.0, and that no other program talks to it through the same handle.',
  })
}
