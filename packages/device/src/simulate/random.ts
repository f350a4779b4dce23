/** A repeatable stream of numbers for one device: sfc32, 128 bits of state, not for secrets. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter: number

  /**
   * @param seed names the factory
   * @param index the device
   * @param stream the same device has another stream of numbers for each value
   */
  constructor(seed: string, index: number, stream = 0) {
    this.#a = hash32(seed)
    this.#b = index | 0
    this.#c = (Math.floor(index / 2 ** 32) ^ Math.imul(stream, 0x9e3779b9)) | 0
    this.#counter = 1
    for (let n = 0; n < 12; n++) this.u32()
  }

  u32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    return sum >>> 0
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.u32() / 2 ** 32) * limit)
  }

  /** True in `rate` of all cases, 0 to 1. */
  chance(rate: number): boolean {
    return this.u32() / 2 ** 32 < rate
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0]
  }

  /** Octets, a multiple of four of them. */
  bytes(length: number): Uint8Array {
    const words = new Uint32Array(length / 4)
    for (let n = 0; n < words.length; n++) words[n] = this.u32()
    return new Uint8Array(words.buffer)
  }

  /** Upper-case hexadecimal digits, a multiple of eight of them. */
  hex(digits: number): string {
    let text = ''
    while (text.length < digits) text += this.u32().toString(16).toUpperCase().padStart(8, '0')
    return text
  }
}

/** FNV-1a over the UTF-16 units of a text. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
