import {
  type AndNode,
  BinaryOperationNode,
  ColumnNode,
  ColumnUpdateNode,
  type DeleteQueryNode,
  type InsertQueryNode,
  JoinNode,
  type Kysely,
  type KyselyPlugin,
  type MergeQueryNode,
  type OperationNode,
  OperationNodeTransformer,
  OperatorNode,
  OrNode,
  ParensNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  RawNode,
  ReferenceNode,
  type SelectQueryNode,
  TableNode,
  type Transaction,
  type UpdateQueryNode,
  ValueNode,
  ValuesNode,
  WhereNode,
} from 'kysely'
import type { Database } from './schema.ts'
import { followsAnother, type OwnedTable, openOwners, ownedTable, type QueryShape, rootsOf } from './scope-rules.ts'

/** A statement would touch rows of an owner that it does not name: a fault of the program, never of the caller. */
export class UnscopedQueryError extends Error {
  override readonly name = 'UnscopedQueryError'
}

const inParens = (node: OperationNode): OperationNode =>
  RawNode.is(node) || OrNode.is(node) ? ParensNode.create(node) : node

class ScopeGuard extends OperationNodeTransformer {
  #check<T extends OperationNode>(node: T): T {
    const [open] = openOwners(node as QueryShape)
    if (open)
      throw new UnscopedQueryError(`A ${node.kind} on ${open.table} does not fix ${open.column}; use scopeTo().`)
    return node
  }

  /** Written SQL may hold an OR: without parentheses it would take the condition on the owner apart. */
  protected override transformAnd(node: AndNode): AndNode {
    const and = super.transformAnd(node)
    return { ...and, left: inParens(and.left), right: inParens(and.right) }
  }

  protected override transformSelectQuery(node: SelectQueryNode): SelectQueryNode {
    return super.transformSelectQuery(this.#check(node))
  }

  protected override transformUpdateQuery(node: UpdateQueryNode): UpdateQueryNode {
    for (const owned of rootsOf(node as QueryShape)) {
      const columns = node.updates?.map(update => (ColumnUpdateNode.is(update) ? update.column : undefined)) ?? []
      if (columns.some(column => column && ColumnNode.is(column) && column.column.name === owned.column))
        throw new UnscopedQueryError(`An update of ${owned.table} must not change ${owned.column}.`)
    }
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

  protected override transformMergeQuery(node: MergeQueryNode): MergeQueryNode {
    const owned = ownedTable(node.into)
    if (owned) throw new UnscopedQueryError(`A merge into ${owned.table} cannot be limited to one owner.`)
    return super.transformMergeQuery(node)
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
    // owner to another table needs none; whether that table is limited is for the guard to see.
    const joins = query.joins?.map(join => {
      const owned = ownedTable(join.table)
      return owned === undefined || followsAnother(owned, join)
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

  protected override transformInsertQuery(node: InsertQueryNode): InsertQueryNode {
    const owned = node.into && ownedTable(node.into)
    const index = node.columns?.findIndex(column => column.column.name === owned?.column) ?? -1
    if (owned && index >= 0 && node.values && ValuesNode.is(node.values))
      for (const row of node.values.values) {
        const value = row.values[index]
        const given = typeof value === 'object' && value !== null && 'value' in value ? value.value : value
        if (given !== this.#value) throw new UnscopedQueryError(`An insert into ${owned.table} is for another owner.`)
      }
    return super.transformInsertQuery(node)
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
