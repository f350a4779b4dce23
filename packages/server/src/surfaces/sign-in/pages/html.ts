/** Text that is markup already: made by `html` only, so whatever else is put into a page is escaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

type Value = Html | string | number | false | undefined | null | readonly Value[]

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function markup(value: Value): string {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(markup).join('')
  if (value === undefined || value === null || value === false) return ''
  return String(value).replaceAll(/[&<>"']/g, sign => entities[sign] ?? sign)
}

/**
 * Markup with values put in. Values are escaped for text and for attributes in double quotes; lists are joined; absent ones and `false`
 * are left out. Values have no place in tag names, unquoted attributes, scripts and styles.
 */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(parts.map((part, n) => part + markup(values[n])).join(''))
}
