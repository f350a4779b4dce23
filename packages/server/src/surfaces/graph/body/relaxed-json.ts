import { RegistryError } from '@hailport/registry'

/** Nesting of a body. */
const maxDepth = 32
/** Characters that are read in the relaxed way, which is slower; no script writes more by hand. */
const maxRelaxed = 4_194_304
/** Values and escapes in it: about a quarter of a second. */
const maxSteps = 100_000

const unreadable = (at: number) => new RegistryError('unreadable_body', `The body is not JSON at position ${at}.`)

const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
])
const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', 0: '\0' }

const blank = /(?:\s+|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)*/y
const bareName = /[A-Za-z_$@][\w$.@-]*/y
const number = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y
const textPart = { '"': /[^"\\\n\r]*/y, "'": /[^'\\\n\r]*/y } as const

/** A text being read, from left to right. */
class Reader {
  readonly #text: string
  #at = 0
  #steps = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): unknown {
    const value = this.#value(0)
    this.#skip()
    if (this.#at < this.#text.length) throw unreadable(this.#at)
    return value
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  /** Blanks and comments. */
  #skip(): string | undefined {
    this.#take(blank)
    return this.#text[this.#at]
  }

  #step(): void {
    if (++this.#steps > maxSteps)
      throw new RegistryError('body_too_large', 'The body is too large to be read other than as strict JSON.')
  }

  #value(depth: number): unknown {
    this.#step()
    if (depth > maxDepth) throw tooDeep()
    const sign = this.#skip()
    if (sign === '{') return this.#object(depth)
    if (sign === '[') return this.#array(depth)
    if (sign === '"' || sign === "'") return this.#string(sign)
    const digits = this.#take(number)
    if (digits !== undefined) return Number(digits)
    const start = this.#at
    const word = this.#take(bareName)?.toLowerCase() ?? ''
    if (!words.has(word)) throw unreadable(start)
    return words.get(word)
  }

  /** Reads parts up to the closing sign; a comma may follow the last one. */
  #parts(close: string, part: () => void): void {
    this.#at++
    while (this.#skip() !== close) {
      part()
      if (this.#skip() === ',') this.#at++
      else if (this.#text[this.#at] !== close) throw unreadable(this.#at)
    }
    this.#at++
  }

  #object(depth: number): Record<string, unknown> {
    const members: Record<string, unknown> = {}
    this.#parts('}', () => {
      const sign = this.#text[this.#at]
      const name = sign === '"' || sign === "'" ? this.#string(sign) : this.#take(bareName)
      if (name === undefined || name === '__proto__' || this.#skip() !== ':') throw unreadable(this.#at)
      this.#at++
      members[name] = this.#value(depth + 1)
    })
    return members
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = []
    this.#parts(']', () => void items.push(this.#value(depth + 1)))
    return items
  }

  #string(quote: '"' | "'"): string {
    this.#at++
    let text = ''
    for (;;) {
      text += this.#take(textPart[quote]) ?? ''
      const sign = this.#text[this.#at]
      if (sign === quote) {
        this.#at++
        return text
      }
      if (sign !== '\\') throw unreadable(this.#at)
      text += this.#escape()
    }
  }

  #escape(): string {
    this.#step()
    const sign = this.#text[this.#at + 1] ?? ''
    if (sign === 'u') {
      const code = /^[0-9a-f]{4}$/i.exec(this.#text.slice(this.#at + 2, this.#at + 6))?.[0]
      if (code === undefined) throw unreadable(this.#at)
      this.#at += 6
      return String.fromCharCode(Number.parseInt(code, 16))
    }
    if (sign === '') throw unreadable(this.#at)
    this.#at += 2
    return escapes[sign] ?? sign
  }
}

const tooDeep = () => new RegistryError('invalid_request', `The body is nested more than ${maxDepth} times.`)

/** Refuses what the relaxed reader refuses: deep nesting, and a member that could become the prototype of an object. */
function check(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > maxDepth) throw tooDeep()
  if (Array.isArray(value)) for (const item of value) check(item, depth + 1)
  else
    for (const [name, member] of Object.entries(value)) {
      if (name === '__proto__') throw new RegistryError('unreadable_body', 'The body has a member that none may have.')
      check(member, depth + 1)
    }
}

/**
 * Reads JSON as scripts write it by hand: names without quotes, single quotes, a comma too many, comments, True and False. Strict JSON,
 * which nearly all clients send, goes the fast way.
 * @returns undefined for an empty text. @throws unreadable_body, and invalid_request for nesting without end.
 */
export function readRelaxedJson(given: string): unknown {
  const text = given.charCodeAt(0) === 0xfeff ? given.slice(1) : given
  if (text.trim() === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    if (text.length > maxRelaxed) throw new RegistryError('unreadable_body', 'The body is not well-formed JSON.')
    return new Reader(text).read()
  }
  check(value, 0)
  return value
}
