import type { TSchema } from 'typebox'
import { Problem } from '../../http/problem.ts'
import { ErrorEntry } from '../public/errors.ts'
import { LimitsInForce } from '../public/limits.ts'
import { bootSchemas } from './boot.ts'
import { certificateSchemas } from './certificates.ts'
import { consentSchemas } from './consents.ts'
import { delegationSchemas } from './delegations.ts'
import { deskSchemas } from './desk.ts'
import { deviceActionSchemas } from './device-actions.ts'
import { deviceConditionSchemas } from './device-conditions.ts'
import { deviceSchemas } from './devices.ts'
import { directorySchemas } from './directory.ts'
import { factorySchemas } from './factory.ts'
import { groupSchemas } from './groups.ts'
import { identityProviderSchemas } from './identity-providers.ts'
import { importSchemas } from './imports.ts'
import { journalSchemas } from './journal.ts'
import { lineSchemas } from './line.ts'
import { operationSchemas } from './operation.ts'
import { orderSchemas } from './orders.ts'
import { organizationSchemas } from './organizations.ts'
import { profileSchemas } from './profiles.ts'
import { registrationSchemas } from './registration.ts'
import { signInSchemas } from './sign-in.ts'
import { statisticsSchemas } from './statistics.ts'
import { submissionSchemas } from './submissions.ts'
import { webhookSchemas } from './webhooks.ts'

/** Every schema that has a name in the OpenAPI document, by that name. */
export function namedSchemas(): Map<string, TSchema> {
  const all = [
    Problem,
    ...organizationSchemas,
    ...consentSchemas,
    ...signInSchemas,
    ...identityProviderSchemas,
    ...delegationSchemas,
    ...profileSchemas,
    ...groupSchemas,
    ...journalSchemas,
    ...factorySchemas,
    ...lineSchemas,
    ...registrationSchemas,
    ...submissionSchemas,
    ...operationSchemas,
    ...orderSchemas,
    ...importSchemas,
    ...deviceSchemas,
    ...deviceConditionSchemas,
    ...statisticsSchemas,
    ...deviceActionSchemas,
    ...deskSchemas,
    ...directorySchemas,
    ...bootSchemas,
    ...certificateSchemas,
    ...webhookSchemas,
    ErrorEntry,
    LimitsInForce,
  ]
  return new Map(all.map(schema => [(schema as { $id?: string }).$id ?? '', schema]))
}
