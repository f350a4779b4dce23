import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  type JoinNode,
  type OperationNode,
  OperatorNode,
  ParensNode,
  ReferenceNode,
  TableNode,
  type WhereNode,
} from 'kysely'
import { type Database, scopeColumn } from './schema.ts'

/** An owned table in a statement, under the name that it has there. */
export interface OwnedTable {
  readonly alias: string
  readonly table: string
  readonly column: string
  /** The join that brings it in; absent on the tables of FROM, UPDATE and DELETE. */
  readonly join?: JoinNode
}

/** The table that a node names, when it is an owned one. */
export function ownedTable(node: OperationNode, join?: JoinNode): OwnedTable | undefined {
  const inner = AliasNode.is(node) ? node.node : node
  if (!TableNode.is(inner)) return undefined
  const table = inner.table.identifier.name
  const column = scopeColumn[table as keyof Database]
  if (column === undefined) return undefined
  const alias = AliasNode.is(node) && 'name' in node.alias ? String(node.alias.name) : table
  return { alias, table, column, ...(join && { join }) }
}

/** The members that the scope rules read; select, update and delete nodes have some of them each. */
export interface QueryShape {
  readonly from?: { readonly froms: readonly OperationNode[] }
  readonly using?: { readonly tables: readonly OperationNode[] }
  readonly table?: OperationNode
  readonly joins?: readonly JoinNode[]
  readonly where?: WhereNode
}

/** The owned tables that a statement begins with. */
export function rootsOf(query: QueryShape): OwnedTable[] {
  return [...(query.from?.froms ?? []), ...(query.using?.tables ?? []), ...(query.table ? [query.table] : [])]
    .map(node => ownedTable(node))
    .filter(found => found !== undefined)
}

function joinedBy(query: QueryShape): OwnedTable[] {
  return (query.joins ?? []).map(join => ownedTable(join.table, join)).filter(found => found !== undefined)
}

function* conjuncts(node: OperationNode | undefined): Generator<OperationNode> {
  if (node === undefined) return
  if (AndNode.is(node)) {
    yield* conjuncts(node.left)
    yield* conjuncts(node.right)
  } else if (ParensNode.is(node)) yield* conjuncts(node.node)
  else yield node
}

/**
 * The conditions that every row of the table in the result has met: WHERE, what inner joins ask, and of the other joins only what a
 * left join asks of the table that it brings in.
 */
function conditionsOn(owned: OwnedTable, query: QueryShape): OperationNode[] {
  const joins = (query.joins ?? []).filter(
    join => join.joinType === 'InnerJoin' || (join.joinType === 'LeftJoin' && join === owned.join),
  )
  return [...conjuncts(query.where?.where), ...joins.flatMap(join => [...conjuncts(join.on?.on)])]
}

function columnOf(node: OperationNode): { table: string | undefined; column: string } | undefined {
  if (!ReferenceNode.is(node) || !ColumnNode.is(node.column)) return undefined
  return { table: node.table?.table.identifier.name, column: node.column.column.name }
}

/** What the conditions set equal to the owner: a value, or (`of`) a column of another table. */
function* ties(
  owned: OwnedTable,
  conditions: Iterable<OperationNode>,
): Generator<{ of?: string | undefined } | 'value'> {
  for (const condition of conditions) {
    if (!BinaryOperationNode.is(condition) || !OperatorNode.is(condition.operator)) continue
    if (condition.operator.operator !== '=') continue
    const { leftOperand, rightOperand } = condition
    for (const [side, other] of [
      [leftOperand, rightOperand],
      [rightOperand, leftOperand],
    ] as const) {
      const found = columnOf(side)
      if (found?.column !== owned.column || (found.table ?? owned.alias) !== owned.alias) continue
      yield ReferenceNode.is(other) ? { of: columnOf(other)?.table } : 'value'
    }
  }
}

/**
 * The owned tables of a statement whose owner is open. An owner is fixed by a value, or by a column of a table that is fixed itself,
 * is not owned, or lies outside of the statement (where it is looked at in its own right).
 */
export function openOwners(query: QueryShape): OwnedTable[] {
  let open = [...rootsOf(query), ...joinedBy(query)]
  for (;;) {
    const aliases = new Set(open.map(owned => owned.alias))
    const still = open.filter(owned => {
      const found = [...ties(owned, conditionsOn(owned, query))]
      return !found.some(tie => tie === 'value' || (tie.of !== undefined && !aliases.has(tie.of)))
    })
    if (still.length === open.length) return still
    open = still
  }
}

/** Whether the join itself ties the owner to another table. */
export function followsAnother(owned: OwnedTable, join: JoinNode): boolean {
  return [...ties(owned, conjuncts(join.on?.on))].some(
    tie => tie !== 'value' && tie.of !== undefined && tie.of !== owned.alias,
  )
}
