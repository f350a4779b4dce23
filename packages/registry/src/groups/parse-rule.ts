import { RegistryError } from '../errors.ts'
import { requireText } from '../text.ts'
import { type Condition, fold } from './condition.ts'

/** Characters of a rule, as in Entra. */
export const ruleLength = 3072
const deepest = 20

const refuse = (detail: string): never => {
  throw new RegistryError('group_rule_not_supported', detail, { field: 'rule' })
}

interface Token {
  readonly kind: 'open' | 'close' | 'text' | 'word'
  readonly text: string
  readonly at: number
}

const tokenPattern = /\s*(?:(\()|(\))|"((?:[^"`]|`.)*)"|'((?:[^'`]|`.)*)'|([-\w.]+)|(\S))/gy

function tokensOf(rule: string): Token[] {
  const tokens: Token[] = []
  for (const match of rule.matchAll(tokenPattern)) {
    const [, open, close, double, single, word, other] = match
    const at = match.index + (match[0].length - match[0].trimStart().length)
    if (other !== undefined)
      refuse(`The rule has ${JSON.stringify(other)} at character ${at + 1}, where nothing like that can stand.`)
    const quoted = double ?? single
    if (open !== undefined) tokens.push({ kind: 'open', text: open, at })
    else if (close !== undefined) tokens.push({ kind: 'close', text: close, at })
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll(/`(.)/g, '$1'), at })
    else tokens.push({ kind: 'word', text: word as string, at })
  }
  return tokens
}

const operators: Record<string, 'eq' | 'contains' | 'startsWith'> = {
  eq: 'eq',
  contains: 'contains',
  startswith: 'startsWith',
}

/** `-And` and `and` are the same word. */
const plain = (token: Token | undefined): string =>
  token?.kind === 'word' ? token.text.toLowerCase().replace(/^-/, '') : ''

class Reader {
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get #token(): Token | undefined {
    return this.#tokens[this.#next]
  }

  #place(): string {
    const token = this.#token
    return token === undefined ? 'at its end' : `at character ${token.at + 1} (${token.text})`
  }

  #take(kind: Token['kind'], what: string): Token {
    const token = this.#token
    if (token?.kind !== kind) return refuse(`The rule lacks ${what} ${this.#place()}.`)
    this.#next += 1
    return token
  }

  readAll(): Condition {
    const condition = this.#readJoined('or', 0)
    if (this.#token !== undefined) refuse(`The rule cannot be read ${this.#place()}.`)
    return condition
  }

  #readJoined(word: 'and' | 'or', depth: number): Condition {
    const read = () => (word === 'or' ? this.#readJoined('and', depth) : this.#readOne(depth))
    const first = read()
    const parts = [first]
    while (plain(this.#token) === word) {
      this.#next += 1
      parts.push(read())
    }
    if (parts.length === 1) return first
    return word === 'or' ? { or: parts } : { and: parts }
  }

  #readOne(depth: number): Condition {
    if (depth > deepest) return refuse(`Parentheses and -not can be ${deepest} deep.`)
    if (plain(this.#token) === 'not') {
      this.#next += 1
      return { not: this.#readOne(depth + 1) }
    }
    if (this.#token?.kind === 'open') {
      this.#next += 1
      const inner = this.#readJoined('or', depth + 1)
      this.#take('close', 'a closing parenthesis')
      return inner
    }
    return this.#readClause()
  }

  /** `device.devicePhysicalIds -any (_ -contains "…")` */
  #readClause(): Condition {
    const property = this.#take('word', 'a property such as device.devicePhysicalIds')
    if (property.text.toLowerCase() !== 'device.devicephysicalids')
      return refuse(`Rules on ${property.text} are not supported; only on device.devicePhysicalIds.`)
    const quantifier = this.#take('word', '-any')
    if (plain(quantifier) !== 'any')
      return refuse(`${quantifier.text} is not supported after device.devicePhysicalIds; only -any.`)
    this.#take('open', 'an opening parenthesis after -any')
    const item = this.#take('word', 'the item, _,')
    if (item.text !== '_') return refuse(`The rule has ${item.text} where the item, _, belongs.`)
    const operator = this.#take('word', 'an operator')
    const any = operators[plain(operator)]
    if (any === undefined) return refuse(`${operator.text} is not supported; -eq, -contains and -startsWith are.`)
    const value = fold(this.#take('text', 'a value in quotation marks').text)
    if (value === '') return refuse('The rule compares with an empty text.')
    this.#take('close', 'a closing parenthesis after the value')
    return { any, value }
  }
}

const short = /^\[(ZTDID|OrderID|PurchaseOrderId)\](?::(.+))?$/i

/**
 * Reads a membership rule: in the form that administrators have in Entra, as far as it is about `device.devicePhysicalIds`, or short:
 * `[ZTDID]` (every device), `[OrderID]:Sales`, `[PurchaseOrderId]:4711`.
 * @returns the rule trimmed, and read.
 * @throws group_rule_not_supported, which names what is not understood.
 */
export function parseRule(input: unknown): { rule: string; condition: Condition } {
  const rule = requireText(typeof input === 'string' ? input.replaceAll(/[\t\r\n]+/g, ' ') : input, 'rule', ruleLength)
  const [, kind, value] = short.exec(rule) ?? []
  if (kind !== undefined && value === undefined && !/^ztdid$/i.test(kind))
    refuse(
      `[${kind}] needs a value, such as [${kind}]:Sales; for every device that has one, use -startsWith "[${kind}]".`,
    )
  if (kind !== undefined)
    return { rule, condition: { any: value === undefined ? 'startsWith' : 'eq', value: fold(rule) } }
  return { rule, condition: new Reader(tokensOf(rule)).readAll() }
}
