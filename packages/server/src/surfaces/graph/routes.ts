import { corporateIdentifierRoutes } from './corporate-identifiers/routes.ts'
import { deviceRoutes } from './devices/routes.ts'
import { directoryDeviceRoutes } from './directory-devices/routes.ts'
import { directoryObjectRoutes } from './directory-objects/routes.ts'
import { enrollmentConfigurationRoutes } from './enrollment-configurations/routes.ts'
import { eventRoutes } from './events/routes.ts'
import { groupRoutes } from './groups/routes.ts'
import { importRoutes } from './imports/routes.ts'
import { managedDeviceRoutes } from './managed-devices/routes.ts'
import { organizationRoutes } from './organization/organization.ts'
import { deviceProfileRoutes } from './profiles/device-profile-routes.ts'
import { profileRoutes } from './profiles/routes.ts'
import type { GraphRoute } from './route-table.ts'
import { settingsRoutes } from './settings/routes.ts'
import { userRoutes } from './users/routes.ts'

/** Every operation of the API. */
export const graphRoutes: readonly GraphRoute[] = [
  ...organizationRoutes,
  ...deviceRoutes,
  ...importRoutes,
  ...profileRoutes,
  ...deviceProfileRoutes,
  ...settingsRoutes,
  ...eventRoutes,
  ...corporateIdentifierRoutes,
  ...managedDeviceRoutes,
  ...directoryDeviceRoutes,
  ...directoryObjectRoutes,
  ...groupRoutes,
  ...userRoutes,
  ...enrollmentConfigurationRoutes,
]
