import type { Migration } from '../migration.ts'
import { initial } from './0001-initial.ts'
import { profiles } from './0002-profiles.ts'
import { lifecycle } from './0003-lifecycle.ts'
import { signIn } from './0004-sign-in.ts'
import { credentials } from './0005-credentials.ts'
import { roles } from './0006-roles.ts'
import { imports } from './0007-imports.ts'
import { partnerCenter } from './0008-partner-center.ts'
import { identityProviders } from './0009-identity-providers.ts'
import { consentRequests } from './0010-consent-requests.ts'
import { ordersMigration } from './0011-orders.ts'
import { desk } from './0012-desk.ts'
import { lineStations } from './0013-line-stations.ts'
import { importLimits } from './0014-import-limits.ts'
import { submittedBatches } from './0015-submitted-batches.ts'
import { lastUse } from './0017-last-use.ts'
import { operation } from './0019-operation.ts'
import { lists } from './0020-lists.ts'
import { releaseCertificates } from './0021-release-certificates.ts'
import { webhooks } from './0023-webhooks.ts'

/** In the order in which they are applied. */
export const migrations: readonly Migration[] = [
  initial,
  profiles,
  lifecycle,
  signIn,
  credentials,
  roles,
  imports,
  partnerCenter,
  identityProviders,
  consentRequests,
  ordersMigration,
  desk,
  lineStations,
  importLimits,
  submittedBatches,
  lastUse,
  operation,
  lists,
  releaseCertificates,
  webhooks,
]
