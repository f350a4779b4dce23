import { type Comparison, type Filter, foldCase, raiseCase, type Value } from '@hailport/registry'
import { badRequest } from '../errors.ts'
import { syntaxError, type Token, tokensOf } from './tokens.ts'

/** Characters of a filter, its nesting, and its comparisons. */
const maxLength = 8_192
const maxDepth = 32
const maxTests = 400

const comparisons: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le'])
const matchers: ReadonlySet<string> = new Set(['contains', 'startswith', 'endswith', 'substringof'])
const folds: Readonly<Record<string, 'lower' | 'upper'>> = { tolower: 'lower', toupper: 'upper' }
const constants: Readonly<Record<string, Value>> = { null: null, true: true, false: false }

/** A side of a comparison: a property or a value. */
type Side = { readonly property: string; readonly fold?: 'lower' | 'upper' } | { readonly value: Value }

const opposite = { eq: 'eq', ne: 'ne', gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' } as const

const refuse = (message: string) => badRequest(`Invalid filter clause: ${message}`)

function toDate(text: string): Date {
  const time = Date.parse(/T/i.test(text) && !/(Z|[+-]\d\d:\d\d)$/i.test(text) ? `${text}Z` : text)
  if (Number.isNaN(time)) throw refuse(`'${text}' is no time.`)
  return new Date(time)
}

/** `ns.type'member'` is the member's name; `datetime'…'` and `guid'…'` are the forms of older OData. */
const prefixed = (name: string, text: string): Value => (/^datetime(offset)?$/i.test(name) ? toDate(text) : text)

/** One filter being read, from left to right. */
class Reader {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0
  #tests = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokensOf(text)
  }

  get #token(): Token {
    return this.#tokens[this.#at] as Token
  }

  #next(): Token {
    return this.#tokens[this.#at++] as Token
  }

  #isName(...names: string[]): boolean {
    const token = this.#token
    return token.kind === 'name' && names.includes(token.text.toLowerCase())
  }

  #expect(kind: '(' | ')' | ',' | 'end'): void {
    if (this.#token.kind !== kind) throw syntaxError(this.#text, this.#token.at)
    this.#at++
  }

  #within<T>(read: () => T): T {
    if (++this.#depth > maxDepth) throw refuse(`It is nested more than ${maxDepth} times.`)
    const result = read()
    this.#depth--
    return result
  }

  read(): Filter {
    const filter = this.#either()
    this.#expect('end')
    return filter
  }

  #joined(kind: 'and' | 'or', part: () => Filter): Filter {
    const parts = [part()]
    while (this.#isName(kind)) {
      this.#at++
      parts.push(part())
    }
    const [only] = parts
    return parts.length === 1 && only !== undefined ? only : { kind, of: parts }
  }

  #either = (): Filter => this.#joined('or', () => this.#joined('and', this.#negatable))

  #negatable = (): Filter => {
    if (!this.#isName('not')) return this.#primary()
    this.#at++
    return { kind: 'not', of: this.#within(this.#negatable) }
  }

  #primary(): Filter {
    if (this.#token.kind === '(') {
      this.#at++
      const inner = this.#within(this.#either)
      this.#expect(')')
      return this.#compared(inner)
    }
    if (++this.#tests > maxTests) throw refuse(`It has more than ${maxTests} comparisons.`)
    const following = this.#tokens[this.#at + 1]?.kind
    const token = this.#token
    if (token.kind === 'name' && following === '(' && matchers.has(token.text.toLowerCase()))
      return this.#compared(this.#match(token.text.toLowerCase()))
    return this.#comparison()
  }

  /** `contains(…) eq true` says no more than `contains(…)`. */
  #compared(filter: Filter): Filter {
    if (!this.#isName('eq', 'ne')) return filter
    const token = this.#next()
    if (!this.#isName('true', 'false')) throw syntaxError(this.#text, this.#token.at)
    const isSame = this.#isName('true') === (token.kind === 'name' && token.text.toLowerCase() === 'eq')
    this.#at++
    return isSame ? filter : { kind: 'not', of: filter }
  }

  #match(name: string): Filter {
    this.#at++
    this.#expect('(')
    const first = this.#side()
    this.#expect(',')
    const second = this.#side()
    this.#expect(')')
    // The older function has its arguments the other way round.
    const [where, what] = name === 'substringof' ? [second, first] : [first, second]
    if (!('property' in where) || !('value' in what) || typeof what.value !== 'string')
      throw refuse(`${name} takes a property and a text.`)
    const how = name === 'substringof' ? 'contains' : (name as 'contains' | 'startswith' | 'endswith')
    return { kind: 'match', how, property: where.property, text: what.value }
  }

  #comparison(): Filter {
    const left = this.#side()
    if (this.#isName('in')) return this.#list(left)
    const token = this.#token
    const operator = token.kind === 'name' ? token.text.toLowerCase() : ''
    if (!comparisons.has(operator)) {
      // A property that is true or false can stand alone.
      if ('property' in left && left.fold === undefined && this.#endsHere())
        return { kind: 'compare', property: left.property, operator: 'eq', value: true }
      throw syntaxError(this.#text, token.at)
    }
    this.#at++
    const right = this.#side()
    if ('property' in left && 'value' in right)
      return { kind: 'compare', ...left, operator: operator as Comparison, value: right.value }
    if ('value' in left && 'property' in right)
      return { kind: 'compare', ...right, operator: opposite[operator as Comparison], value: left.value }
    throw refuse('Compare a property with a value.')
  }

  #endsHere(): boolean {
    return this.#token.kind === 'end' || this.#token.kind === ')' || this.#isName('and', 'or')
  }

  #list(left: Side): Filter {
    this.#at++
    if (!('property' in left)) throw refuse('Left of in there is a property.')
    this.#expect('(')
    const values: Value[] = []
    do {
      const side = this.#side()
      if (!('value' in side)) throw refuse('A list has values only.')
      values.push(side.value)
      if (++this.#tests > maxTests) throw refuse(`It has more than ${maxTests} comparisons.`)
    } while (this.#token.kind === ',' && this.#at++ > 0)
    this.#expect(')')
    return { kind: 'in', ...left, values }
  }

  #side = (): Side => {
    const token = this.#next()
    if (token.kind === 'string') return { value: token.text }
    if (token.kind === 'guid') return { value: token.text.toLowerCase() }
    if (token.kind === 'number') return { value: Number(token.text.replace(/[lmdf]$/i, '')) }
    if (token.kind === 'date') return { value: toDate(token.text) }
    if (token.kind !== 'name') throw syntaxError(this.#text, token.at)
    const next = this.#token
    if (next.kind === 'string' && next.at === token.at + token.text.length) {
      this.#at++
      return { value: prefixed(token.text, next.text) }
    }
    const name = token.text.toLowerCase()
    if (next.kind === '(') return this.#fold(token.text)
    if (Object.hasOwn(constants, name)) return { value: constants[name] as Value }
    return { property: token.text }
  }

  #fold(name: string): Side {
    const fold = Object.hasOwn(folds, name.toLowerCase()) ? folds[name.toLowerCase()] : undefined
    if (fold === undefined) throw refuse(`An unknown function with name '${name}' was found.`)
    this.#expect('(')
    const side = this.#within(this.#side)
    this.#expect(')')
    if ('property' in side) return { property: side.property, fold }
    if (typeof side.value !== 'string') throw refuse(`${name} takes a text.`)
    return { value: fold === 'lower' ? foldCase(side.value) : raiseCase(side.value) }
  }
}

/**
 * Reads a `$filter`: eq ne gt ge lt le in, and or not, contains startswith endswith tolower toupper; names of functions and operators in
 * any capitals. @throws GraphError that names what is wrong, and beyond the limits of length and nesting.
 */
export function parseFilter(text: string): Filter {
  if (text.length > maxLength) throw refuse(`It is longer than ${maxLength} characters.`)
  if (text.includes('\0') || !text.isWellFormed()) throw refuse('It has characters that no text has.')
  return new Reader(text).read()
}
