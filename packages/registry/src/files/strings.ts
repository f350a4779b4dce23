import type { XmlEvent } from './xml-stream.ts'

/** Blocks of text that are put away until somebody asks: the texts of a spreadsheet may be larger than the memory. */
export interface BlockKeeper {
  put(number: number, texts: readonly string[]): Promise<void>
  get(number: number): Promise<readonly string[]>
}

/** Keeps them in memory: for small files and tests. */
export function memoryKeeper(): BlockKeeper {
  const blocks = new Map<number, readonly string[]>()
  return {
    async put(number, texts) {
      blocks.set(number, texts)
    },
    get: async number => blocks.get(number) ?? [],
  }
}

const blockChars = 524_288
const openBlocks = 32

/** The texts that the cells of a spreadsheet name by number. Those of neighbouring cells stand together. */
export class SharedStrings {
  readonly #keeper: BlockKeeper
  /** Number of the first text of each block. */
  readonly #firsts: number[] = []
  #count = 0
  #block: string[] = []
  #chars = 0
  readonly #open = new Map<number, readonly string[]>()

  constructor(keeper: BlockKeeper) {
    this.#keeper = keeper
  }

  add(text: string): Promise<void> | undefined {
    this.#block.push(text)
    this.#chars += text.length + 16
    return this.#chars < blockChars ? undefined : this.finish()
  }

  async finish(): Promise<void> {
    if (this.#block.length === 0) return
    const block = this.#block
    this.#block = []
    this.#chars = 0
    await this.#keeper.put(this.#firsts.length, block)
    this.#firsts.push(this.#count)
    this.#count += block.length
  }

  /** The text, at once when its block is open. */
  get(index: number): string | undefined | Promise<string | undefined> {
    if (!(index >= 0 && index < this.#count)) return undefined
    let low = 0
    let high = this.#firsts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#firsts[middle] as number) <= index) low = middle
      else high = middle - 1
    }
    const place = index - (this.#firsts[low] as number)
    const open = this.#open.get(low)
    return open ? open[place] : this.#fetch(low).then(block => block[place])
  }

  async #fetch(number: number): Promise<readonly string[]> {
    const block = await this.#keeper.get(number)
    const [oldest] = this.#open.keys()
    if (this.#open.size >= openBlocks && oldest !== undefined) this.#open.delete(oldest)
    this.#open.set(number, block)
    return block
  }
}

/** Characters that XML cannot hold stand as `_x000D_`. */
export const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text

/** Gathers the text of an item; phonetic hints are not part of it. */
export class TextGatherer {
  text = ''
  #inText = false
  #inHint = false

  take(event: XmlEvent): void {
    if (event.kind === 'text') {
      if (this.#inText && !this.#inHint) this.text += event.text
    } else if (event.name === 't') this.#inText = event.kind === 'open'
    else if (event.name === 'rPh') this.#inHint = event.kind === 'open'
  }

  /** The text, and begins anew. */
  done(): string {
    const text = unescapeText(this.text)
    this.text = ''
    return text
  }
}
