import type { Address } from './address.ts'
import type { GraphAnswer } from './answer.ts'
import type { GraphCall } from './call.ts'
import { badRequest, GraphError } from './errors.ts'
import { contracts, memberType, type Version, versions } from './model.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One operation. */
export interface GraphRoute {
  readonly method: Method
  /** Steps as the contract spells them, keys as `{name}`: `deviceManagement/windowsAutopilotDeviceIdentities/{deviceId}`. */
  readonly path: string
  /** Both when absent. */
  readonly versions?: readonly Version[]
  /** Graph permissions that allow it, the least first; one of them is enough. */
  readonly scopes: readonly string[]
  /** Type of the entities that it is about: what `$select`, `$filter`, `$orderby` and `$expand` may name. */
  readonly type?: string
  /** Bytes of the body; an ordinary one when absent. */
  readonly maxBodyBytes?: number
  handle(call: GraphCall): Promise<GraphAnswer> | GraphAnswer
}

interface Node {
  /** The step as the contract spells it. */
  readonly name: string
  readonly steps: Map<string, Node>
  key: Node | undefined
  readonly methods: Map<string, GraphRoute>
}

const makeNode = (name: string): Node => ({ name, steps: new Map(), key: undefined, methods: new Map() })

/** The operations of each version, as trees of steps. */
export type RouteTable = Readonly<Record<Version, Node>>

function add(root: Node, route: GraphRoute): void {
  let at = root
  for (const step of route.path.split('/')) {
    let next = step.startsWith('{') ? at.key : at.steps.get(step.toLowerCase())
    if (next === undefined) {
      next = makeNode(step)
      if (step.startsWith('{')) at.key = next
      else at.steps.set(step.toLowerCase(), next)
    }
    at = next
  }
  if (at.methods.has(route.method)) throw new Error(`${route.method} ${route.path} is there twice.`)
  at.methods.set(route.method, route)
}

export function makeRouteTable(routes: readonly GraphRoute[]): RouteTable {
  const table = { 'v1.0': makeNode(''), beta: makeNode('') }
  for (const route of routes) for (const version of route.versions ?? versions) add(table[version], route)
  return table
}

/** What an address leads to. */
export interface Match {
  readonly route: GraphRoute
  readonly keys: Readonly<Record<string, string>>
  /** The path as the contract spells it, keys in parentheses: `profiles('1')/assignments`. */
  readonly canonicalPath: string
}

/** Longest key. */
const maxKey = 512

/** Names of steps are found in any capitals, actions also by their qualified name. */
const findStep = (node: Node, text: string): Node | undefined =>
  node.steps.get(text.toLowerCase()) ?? node.steps.get(text.toLowerCase().replace(/^(microsoft\.)?graph\./, ''))

/** `~/singleton/navigation/key`, as the error of the original names the kinds of steps. */
function templateOf(steps: readonly Node[], version: Version): string {
  const { container, actions } = contracts[version]
  const kinds = steps.map(({ name }, index) => {
    if (name.startsWith('{')) return 'key'
    if (name.startsWith('$')) return name
    if (index === 0) return memberType(container[name] ?? '').isCollection ? 'entityset' : 'singleton'
    return actions.some(action => action.name === name) ? 'action' : 'navigation'
  })
  return `~/${kinds.join('/')}`
}

/** Finds the operation. @throws GraphError in the words of the original when there is none. */
export function matchRoute(table: RouteTable, method: string, { version, segments, path }: Address): Match {
  if (version === undefined)
    throw new GraphError(404, 'ResourceNotFound', `Invalid version: ${segments[0]?.text.toLowerCase() ?? ''}`)
  const keys: Record<string, string> = {}
  const steps: Node[] = []
  let canonicalPath = ''
  let at: Node = table[version]
  for (const { text, isKey } of segments) {
    const step = isKey ? undefined : findStep(at, text)
    const next = step ?? at.key
    if (next === undefined || text.length > maxKey)
      throw badRequest(`Resource not found for the segment '${text.slice(0, maxKey)}'.`)
    if (step === undefined) {
      keys[next.name.slice(1, -1)] = text
      canonicalPath += `('${text.replaceAll("'", "''")}')`
    } else canonicalPath += `${canonicalPath === '' ? '' : '/'}${step.name}`
    steps.push(next)
    at = next
  }
  const route = at.methods.get(method)
  if (route === undefined)
    throw new GraphError(
      400,
      'No method match route template',
      `No OData route exists that match template ${templateOf(steps, version)} with http verb ${method} for request /${version}${path}`,
    )
  return { route, keys, canonicalPath }
}
