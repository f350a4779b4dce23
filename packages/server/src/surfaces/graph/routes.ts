import { organizationRoutes } from './organization/organization.ts'
import type { GraphRoute } from './route-table.ts'

/** Every operation of the API. */
export const graphRoutes: readonly GraphRoute[] = [...organizationRoutes]
