import type { GroupsTable } from '../store/index.ts'

/** Devices of a tenant that profiles are assigned to together. */
export interface Group {
  readonly id: string
  readonly displayName: string
  readonly description: string | null
  /** static: members are listed; dynamic: a rule takes them in. */
  readonly kind: 'static' | 'dynamic'
  /** Of a dynamic group, as it was written. */
  readonly rule: string | null
  readonly createdAt: number
  readonly updatedAt: number
}

export const toGroup = (row: GroupsTable): Group => ({
  id: row.id,
  displayName: row.display_name,
  description: row.description,
  kind: row.rule === null ? 'static' : 'dynamic',
  rule: row.rule,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
