import type { FluentIcon } from '@fluentui/react-icons'
import type { RouteObject } from 'react-router'
import type { Permission, Session } from '../session/session.ts'

/** Whose home an area belongs to. */
export type Home = Session['me']['organization']['kind']

/** A part of the console: where it stands in the navigation, who sees it, and its addresses. */
export interface Area {
  /** Key of its name, `areas.<id>`. */
  readonly id: string
  readonly homes: readonly Home[]
  /** All that are needed to see it. */
  readonly permissions: readonly Permission[]
  /** One of them is needed as well. */
  readonly anyOf?: readonly Permission[]
  /** Partners of other kinds have nothing there. */
  readonly partnerKinds?: readonly Session['profile']['partnerKind'][]
  /** Absent: it is reached from other pages. */
  readonly navigation?: {
    readonly section: 'work' | 'factory' | 'rules' | 'operation' | 'organization'
    readonly path: string
    readonly icon: FluentIcon
  }
  readonly routes: readonly RouteObject[]
}
