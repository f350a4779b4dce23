import { contracts, memberType, navigationOf, propertiesOf, type Version, withDerived } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/
const duration = /^-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:..==|...=)?$/

const forms: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.String': value => typeof value === 'string',
  'Edm.Boolean': value => typeof value === 'boolean',
  'Edm.Int32': value => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
  'Edm.Binary': value => typeof value === 'string' && base64.test(value),
  'Edm.DateTimeOffset': value => typeof value === 'string' && time.test(value) && !Number.isNaN(Date.parse(value)),
  'Edm.Duration': value => typeof value === 'string' && duration.test(value),
}

/** What the caller asked for, from the context of an answer: `devices(id,state)`; undefined for everything. */
type Selection = ReadonlySet<string> | undefined

class Checker {
  readonly faults: string[] = []
  readonly #version: Version

  constructor(version: Version) {
    this.#version = version
  }

  fault(at: string, text: string): void {
    this.faults.push(`${at || 'answer'}: ${text}`)
  }

  #member(at: string, declared: string, value: unknown): void {
    const { name, isCollection, isNullable } = memberType(declared)
    if (value === null) {
      if (!isNullable) this.fault(at, 'is null and must not be')
    } else if (!isCollection) this.#single(at, name, value)
    else if (!Array.isArray(value)) this.fault(at, 'is no list')
    else for (const [index, item] of value.entries()) this.#single(`${at}[${index}]`, name, item)
  }

  #single(at: string, name: string, value: unknown): void {
    const { enums, types } = contracts[this.#version]
    const members = enums[name]
    if (members !== undefined) {
      if (typeof value !== 'string' || !Object.hasOwn(members, value))
        this.fault(at, `${JSON.stringify(value)} is no member of ${name}`)
    } else if (types[name] !== undefined) this.structure(at, name, value, undefined)
    else if (!forms[name]?.(value)) this.fault(at, `${JSON.stringify(value)} is no ${name}`)
  }

  /** The type that a value is of: the declared one, or the one that it names. */
  #typeOf(at: string, declared: string, value: Json): string {
    const named = value['@odata.type']
    if (named === undefined) {
      if (contracts[this.#version].types[declared]?.abstract)
        this.fault(at, `is of the abstract type ${declared} and does not name its own`)
      return declared
    }
    const name = String(named).replace(/^#microsoft\.graph\./, '')
    if (withDerived(this.#version, declared).includes(name)) return name
    this.fault(at, `${JSON.stringify(named)} is no ${declared}`)
    return declared
  }

  /** @param annotations those that may stand here beside `@odata.type`. */
  structure(
    at: string,
    declared: string,
    value: unknown,
    selection: Selection,
    annotations: readonly string[] = [],
  ): void {
    if (!isObject(value)) {
      this.fault(at, 'is no object')
      return
    }
    const type = this.#typeOf(at, declared, value)
    const properties = propertiesOf(this.#version, type)
    const known = { ...properties, ...navigationOf(this.#version, type) }
    for (const [name, member] of Object.entries(value)) {
      if (name.startsWith('@odata.')) {
        if (name !== '@odata.type' && !annotations.includes(name)) this.fault(at, `has ${name}`)
      } else if (!Object.hasOwn(known, name)) this.fault(at, `has ${name}, which ${type} has not`)
      else this.#member(at === '' ? name : `${at}.${name}`, known[name] as string, member)
    }
    for (const [name, text] of Object.entries(properties)) {
      const isWanted = selection === undefined || selection.has(name) || name === 'id'
      if (isWanted && text.endsWith('!') && !Object.hasOwn(value, name)) this.fault(at, `lacks ${name}`)
    }
  }
}

interface Context {
  readonly type: string
  readonly isCollection: boolean
  readonly selection: Selection
}

/** The type that `…/$metadata#a/b('1')/c(id)/$entity` stands for; a text says why it stands for none. */
function readContext(version: Version, fragment: string): Context | string {
  const typed = /^(Collection\()?microsoft\.graph\.(\w+)\)?$/.exec(fragment)
  if (typed) return { type: typed[2] as string, isCollection: typed[1] !== undefined, selection: undefined }
  const bare = fragment.replace(/\/\$entity$/, '')
  const selected = /\(([\w/,]+)\)$/.exec(bare)?.[1]
  let at: string | undefined
  for (const step of bare.replace(/\([\w/,]+\)$/, '').split('/')) {
    const name = step.replace(/\('.*'\)$/, '')
    const members: Readonly<Record<string, string>> =
      at === undefined
        ? contracts[version].container
        : Object.assign({}, ...withDerived(version, at).map(one => navigationOf(version, one)))
    const declared = members[name]
    if (declared === undefined) return `the context names ${name}, which is not in the contract`
    at = memberType(declared).name
  }
  return {
    type: at as string,
    isCollection: bare === fragment,
    selection: selected === undefined ? undefined : new Set(selected.split(',')),
  }
}

function checkPage(checker: Checker, body: Json, { type, selection }: Context): void {
  const { '@odata.context': _context, '@odata.count': count, '@odata.nextLink': next, value, ...rest } = body
  for (const name of Object.keys(rest)) checker.fault('', `has ${name}`)
  if (count !== undefined && !Number.isSafeInteger(count)) checker.fault('@odata.count', 'is no whole number')
  if (next !== undefined && !/^https:\/\/\S+$/.test(String(next)))
    checker.fault('@odata.nextLink', 'is no absolute address')
  if (!Array.isArray(value)) {
    checker.fault('value', 'is no list')
    return
  }
  for (const [index, item] of value.entries()) checker.structure(`value[${index}]`, type, item, selection)
}

function checkError(checker: Checker, body: Json): void {
  const { error } = body
  if (!isObject(error) || Object.keys(body).length !== 1) {
    checker.fault('', 'is no error envelope')
    return
  }
  const { code, message, innerError } = error
  if (typeof code !== 'string' || code === '' || typeof message !== 'string' || message === '')
    checker.fault('error', 'lacks code or message')
  if (!isObject(innerError)) {
    checker.fault('error', 'lacks innerError')
    return
  }
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(String(innerError['date'])))
    checker.fault('error.innerError.date', 'has another form')
  for (const name of ['request-id', 'client-request-id'])
    if (typeof innerError[name] !== 'string') checker.fault('error.innerError', `lacks ${name}`)
}

/**
 * Compares a JSON answer with the contract: names, types, enum members, what may be null. Which type it must be, its own context says.
 * @returns what is wrong, and where: `value[0].groupTag: 5 is no Edm.String`; nothing when all is well.
 */
export function checkContract(version: Version, status: number, body: unknown): string[] {
  const checker = new Checker(version)
  if (!isObject(body)) return ['answer: is no object']
  if (status >= 400) {
    checkError(checker, body)
    return checker.faults
  }
  const [address = '', fragment] = String(body['@odata.context']).split('#')
  if (fragment === undefined || !address.endsWith(`/${version}/$metadata`))
    return ['answer: has no context of this version']
  const context = readContext(version, fragment)
  if (typeof context === 'string') return [`answer: ${context}`]
  if (context.isCollection) checkPage(checker, body, context)
  else checker.structure('', context.type, body, context.selection, ['@odata.context'])
  return checker.faults
}
