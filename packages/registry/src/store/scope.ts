import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  type DeleteQueryNode,
  type InsertQueryNode,
  JoinNode,
  type Kysely,
  type KyselyPlugin,
  type OperationNode,
  OperationNodeTransformer,
  OperatorNode,
  ParensNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  ReferenceNode,
  type SelectQueryNode,
  TableNode,
  type Transaction,
  type UpdateQueryNode,
  ValueNode,
  WhereNode,
} from 'kysely'
import { type Database, scopeColumn } from './schema.ts'

/** A statement would touch rows of an owner that it does not name: a fault of the program, never of the caller. */
export class UnscopedQueryError extends Error {
  override readonly name = 'UnscopedQueryError'
}

interface OwnedTable {
  readonly alias: string
  readonly table: string
  readonly column: string
}

function ownedTable(node: OperationNode): OwnedTable | undefined {
  const inner = AliasNode.is(node) ? node.node : node
  if (!TableNode.is(inner)) return undefined
  const table = inner.table.identifier.name
  const column = scopeColumn[table as keyof Database]
  if (column === undefined) return undefined
  const alias = AliasNode.is(node) && 'name' in node.alias ? String(node.alias.name) : table
  return { alias, table, column }
}

/** The members that the scope rules read; select, update and delete nodes have some of them each. */
interface QueryShape {
  readonly from?: { readonly froms: readonly OperationNode[] }
  readonly table?: OperationNode
  readonly joins?: readonly JoinNode[]
  readonly where?: WhereNode
}

function rootsOf(query: QueryShape): OwnedTable[] {
  return [...(query.from?.froms ?? []), ...(query.table ? [query.table] : [])]
    .map(ownedTable)
    .filter(found => found !== undefined)
}

function joinedBy(query: QueryShape): OwnedTable[] {
  return (query.joins ?? []).map(join => ownedTable(join.table)).filter(found => found !== undefined)
}

function* conjuncts(node: OperationNode | undefined): Generator<OperationNode> {
  if (node === undefined) return
  if (AndNode.is(node)) {
    yield* conjuncts(node.left)
    yield* conjuncts(node.right)
  } else if (ParensNode.is(node)) yield* conjuncts(node.node)
  else yield node
}

function columnOf(node: OperationNode): { table: string | undefined; column: string } | undefined {
  if (!ReferenceNode.is(node) || !ColumnNode.is(node.column)) return undefined
  return { table: node.table?.table.identifier.name, column: node.column.column.name }
}

/** Whether some condition ties `owned` to one value, or to the scope of another table. */
function isFixed(owned: OwnedTable, conditions: OperationNode[]): boolean {
  return conditions.some(condition => {
    if (!BinaryOperationNode.is(condition) || !OperatorNode.is(condition.operator)) return false
    if (condition.operator.operator !== '=') return false
    return [condition.leftOperand, condition.rightOperand].some(side => {
      const found = columnOf(side)
      return found?.column === owned.column && (found.table ?? owned.alias) === owned.alias
    })
  })
}

class ScopeGuard extends OperationNodeTransformer {
  #check<T extends OperationNode>(node: T): T {
    const query: QueryShape = node as QueryShape
    const conditions = [
      ...conjuncts(query.where?.where),
      ...(query.joins ?? []).flatMap(join => [...conjuncts(join.on?.on)]),
    ]
    for (const owned of [...rootsOf(query), ...joinedBy(query)]) {
      if (!isFixed(owned, conditions))
        throw new UnscopedQueryError(`A ${node.kind} on ${owned.table} does not fix ${owned.column}; use scopeTo().`)
    }
    return node
  }

  protected override transformSelectQuery(node: SelectQueryNode): SelectQueryNode {
    return super.transformSelectQuery(this.#check(node))
  }

  protected override transformUpdateQuery(node: UpdateQueryNode): UpdateQueryNode {
    return super.transformUpdateQuery(this.#check(node))
  }

  protected override transformDeleteQuery(node: DeleteQueryNode): DeleteQueryNode {
    return super.transformDeleteQuery(this.#check(node))
  }

  protected override transformInsertQuery(node: InsertQueryNode): InsertQueryNode {
    const owned = node.into && ownedTable(node.into)
    if (owned && !node.columns?.some(column => column.column.name === owned.column))
      throw new UnscopedQueryError(`An insert into ${owned.table} does not give ${owned.column}.`)
    return super.transformInsertQuery(node)
  }
}

class ScopeApplier extends OperationNodeTransformer {
  readonly #value: unknown

  constructor(value: unknown) {
    super()
    this.#value = value
  }

  #condition(owned: OwnedTable): OperationNode {
    const column = ReferenceNode.create(ColumnNode.create(owned.column), TableNode.create(owned.alias))
    return BinaryOperationNode.create(column, OperatorNode.create('='), ValueNode.create(this.#value))
  }

  #apply<T extends OperationNode>(node: T): T {
    const query: QueryShape = node as QueryShape
    let where = query.where
    for (const owned of rootsOf(query)) {
      const condition = this.#condition(owned)
      where = where === undefined ? WhereNode.create(condition) : WhereNode.cloneWithOperation(where, 'And', condition)
    }
    // In a join the condition belongs to the ON clause: in WHERE it would turn an outer join into an inner one. A join that ties the
    // owner to a table that is limited already needs none.
    const joins = query.joins?.map(join => {
      const owned = ownedTable(join.table)
      return owned === undefined || isFixed(owned, [...conjuncts(join.on?.on)])
        ? join
        : JoinNode.cloneWithOn(join, this.#condition(owned))
    })
    return { ...node, ...(where && { where }), ...(joins && { joins }) }
  }

  protected override transformSelectQuery(node: SelectQueryNode): SelectQueryNode {
    return this.#apply(super.transformSelectQuery(node))
  }

  protected override transformUpdateQuery(node: UpdateQueryNode): UpdateQueryNode {
    return this.#apply(super.transformUpdateQuery(node))
  }

  protected override transformDeleteQuery(node: DeleteQueryNode): DeleteQueryNode {
    return this.#apply(super.transformDeleteQuery(node))
  }
}

function plugin(transformer: OperationNodeTransformer): KyselyPlugin {
  return {
    transformQuery: (args: PluginTransformQueryArgs) => transformer.transformNode(args.node) as typeof args.node,
    transformResult: async (args: PluginTransformResultArgs) => args.result,
  }
}

/** Refuses every statement on an owned table that does not fix the owner. Always on. */
export const scopeGuard: KyselyPlugin = plugin(new ScopeGuard())

/**
 * The one place where tenancy is applied: a query builder whose every statement on an owned table is limited to one organization.
 */
export function scopeTo<D extends Kysely<Database> | Transaction<Database>>(db: D, organizationId: string): D {
  return db
    .withoutPlugins()
    .withPlugin(plugin(new ScopeApplier(organizationId)))
    .withPlugin(scopeGuard) as D
}
