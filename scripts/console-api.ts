import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { startHarness } from '../packages/server/src/testing/harness.ts'
import { root } from './run.ts'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly patternProperties?: Readonly<Record<string, Schema>>
}

interface Operation {
  readonly parameters?: readonly { in: string; name: string; required?: boolean; schema: Schema }[]
  readonly requestBody?: { content: Readonly<Record<string, { schema?: Schema }>> }
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, { schema?: Schema }>> }>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const nameOf = (ref: string): string => ref.split('/').at(-1) ?? 'unknown'
const keyOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name))
const union = (parts: readonly string[]): string => [...new Set(parts)].join(' | ') || 'unknown'

function objectType(schema: Schema): string {
  const required = new Set(schema.required ?? [])
  const members = Object.entries(schema.properties ?? {}).map(
    ([name, member]) => `${keyOf(name)}${required.has(name) ? '' : '?'}: ${typeOf(member)}`,
  )
  const more = schema.additionalProperties ?? Object.values(schema.patternProperties ?? {})[0]
  if (members.length > 0) return `{ ${members.join('; ')} }`
  return typeof more === 'object' ? `Record<string, ${typeOf(more)}>` : 'Record<string, unknown>'
}

/** The TypeScript type of what meets a schema. */
function typeOf(schema: Schema | undefined): string {
  if (schema === undefined) return 'unknown'
  if (schema.$ref !== undefined) return nameOf(schema.$ref)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return union(schema.enum.map(value => JSON.stringify(value)))
  const among = schema.anyOf ?? schema.oneOf
  if (among) return union(among.map(typeOf))
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ')
  if (Array.isArray(schema.type)) return union(schema.type.map(type => typeOf({ ...schema, type })))
  switch (schema.type) {
    case 'string':
      return 'string'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return `readonly (${typeOf(schema.items)})[]`
    case 'object':
      return objectType(schema)
    default:
      return 'unknown'
  }
}

function parametersType(operation: Operation, place: string): string {
  const members = (operation.parameters ?? [])
    .filter(parameter => parameter.in === place)
    .map(({ name, required, schema }) => `${keyOf(name)}${required ? '' : '?'}: ${typeOf(schema)}`)
  return members.length === 0 ? 'undefined' : `{ ${members.join('; ')} }`
}

function bodyType({ requestBody }: Operation): string {
  if (!requestBody) return 'undefined'
  const json = requestBody.content['application/json']
  const files = Object.keys(requestBody.content).some(type => type !== 'application/json')
  return files ? 'Blob | string' : typeOf(json?.schema)
}

function answerType({ responses }: Operation): string {
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1]
  const content = success?.content ?? {}
  if ('application/json' in content) return typeOf(content['application/json']?.schema)
  return Object.keys(content).length === 0 ? 'undefined' : 'Blob'
}

async function typesOfApi(): Promise<string> {
  const harness = await startHarness()
  try {
    const document = harness.app.swagger() as unknown as Document
    const named = Object.entries(document.components.schemas).map(
      ([name, schema]) => `export type ${name} = ${typeOf(schema)}`,
    )
    const operations = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/api/v1/'))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => {
          const types = {
            path: parametersType(operation, 'path'),
            query: parametersType(operation, 'query'),
            body: bodyType(operation),
            answer: answerType(operation),
          }
          const members = Object.entries(types).map(([key, type]) => `    ${key}: ${type}`)
          return `  '${method.toUpperCase()} ${path}': {\n${members.join('\n')}\n  }`
        }),
      )
    return `// Written by npm run generate from the document of the registry API.

${named.join('\n')}

/** Every operation, by method and path. */
export interface Operations {
${operations.join('\n')}
}
`
  } finally {
    await harness.close()
  }
}

/**
 * Writes the types of the registry API, as its own document tells them, for the console. The file is not kept: it follows from the
 * code, and only the check of types reads it.
 */
export async function writeConsoleApi(): Promise<void> {
  const file = join(root, 'packages/console/src/api/generated/operations.ts')
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, await typesOfApi())
}
