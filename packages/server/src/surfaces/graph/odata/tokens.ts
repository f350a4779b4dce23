import { badRequest } from '../errors.ts'

/** A piece of an OData expression. */
export type Token =
  | { readonly kind: 'string' | 'name' | 'guid' | 'date' | 'number'; readonly text: string; readonly at: number }
  | { readonly kind: '(' | ')' | ','; readonly at: number }
  | { readonly kind: 'end'; readonly at: number }

/** In this order: a GUID may begin like a number or a name, a date like a number. */
const patterns: readonly [Exclude<Token['kind'], 'end' | '(' | ')' | ','>, RegExp][] = [
  ['guid', /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])/iy],
  ['date', /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)?)?(?![\w:.])/iy],
  ['number', /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?:[lmdf](?!\w))?(?![\w.])/iy],
  ['name', /[A-Za-z_][\w.]*(?:\/[A-Za-z_][\w.]*)*/y],
  ['string', /'(?:[^']|'')*'/y],
]

/** Where a text cannot be read. */
export const syntaxError = (text: string, at: number): Error =>
  badRequest(`Invalid filter clause: Syntax error at position ${at} in '${text.slice(0, 200)}'.`)

/** Cuts a text into its pieces. @throws GraphError that names the position. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const next = (): Token => {
    const sign = text[at]
    if (sign === '(' || sign === ')' || sign === ',') return { kind: sign, at: at++ }
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = at
      const found = pattern.exec(text)?.[0]
      if (found === undefined) continue
      const token = { kind, text: kind === 'string' ? found.slice(1, -1).replaceAll("''", "'") : found, at }
      at += found.length
      return token
    }
    throw syntaxError(text, at)
  }
  for (;;) {
    while (at < text.length && /\s/.test(text[at] as string)) at++
    if (at >= text.length) return [...tokens, { kind: 'end', at }]
    tokens.push(next())
  }
}
