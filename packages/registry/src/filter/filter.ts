/** What a property is compared with. A `Date` stands for a moment. */
export type Value = string | number | boolean | Date | null

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'

/** A property, read in small or capital letters where asked; letters are those of ASCII. */
interface Subject {
  readonly property: string
  readonly fold?: 'lower' | 'upper'
}

export interface CompareTest extends Subject {
  readonly kind: 'compare'
  readonly operator: Comparison
  readonly value: Value
}

export interface InTest extends Subject {
  readonly kind: 'in'
  readonly values: readonly Value[]
}

/** Part of a text, whatever its capitals. */
export interface MatchTest {
  readonly kind: 'match'
  readonly how: 'contains' | 'startswith' | 'endswith'
  readonly property: string
  readonly text: string
}

export type Test = CompareTest | InTest | MatchTest

/**
 * A condition on the properties of an item, whatever language it was written in. There are two truth values: a property without a value
 * equals null only, is neither more nor less than anything, and contains nothing.
 */
export type Filter =
  | Test
  | { readonly kind: 'and'; readonly of: readonly Filter[] }
  | { readonly kind: 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }

/**
 * What a property holds. `id`: a UUID in small letters. `integer`, `number`, `boolean`. `moment`: milliseconds in the store, ISO 8601
 * text or a number in items.
 */
export type FieldType = 'text' | 'id' | 'integer' | 'number' | 'boolean' | 'moment'

/** The properties that a filter may name, by their names. */
export type Fields = Readonly<Record<string, FieldType>>

/** Small letters for capital ones of ASCII: what every engine does alike. */
export const foldCase = (text: string): string => text.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase())

/** Capital letters for small ones of ASCII. */
export const raiseCase = (text: string): string => text.replaceAll(/[a-z]+/g, letters => letters.toUpperCase())
