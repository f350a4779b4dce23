/** Blanks other than the plain one, and line breaks inside of a value. */
const oddBlanks = /[\t\n\v\f\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu
/** What nobody sees: zero-width characters, direction marks, soft hyphens, byte order marks, control characters. */
const hidden = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu

/** How a value was changed before it was read. */
export interface Cleaned {
  readonly text: string
  readonly changes: readonly ('blanks' | 'hidden')[]
}

/** Takes out what a person does not see in a value: blanks around it, hidden characters, odd blanks inside of it. */
export function clean(value: string): Cleaned {
  const spaced = value.replace(oddBlanks, ' ')
  const visible = spaced.replace(hidden, '')
  const text = visible.trim()
  const changes: ('blanks' | 'hidden')[] = []
  if (visible !== spaced) changes.push('hidden')
  if (spaced !== value || text !== visible) changes.push('blanks')
  return { text, changes }
}
