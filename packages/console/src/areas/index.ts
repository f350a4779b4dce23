import type { Session } from '../session/session.ts'
import { accountArea } from './account/area.ts'
import { applicationsArea } from './applications/area.ts'
import type { Area } from './area.ts'
import { batchesArea } from './batches/area.ts'
import { consentsArea } from './consents/area.ts'
import { customersArea } from './customers/area.ts'
import { delegationsArea } from './delegations/area.ts'
import { deskArea, supportArea } from './desk/area.ts'
import { deviceActionsArea } from './device-actions/area.ts'
import { devicesArea } from './devices/area.ts'
import { factoryAreas } from './factory/area.ts'
import { groupsArea } from './groups/area.ts'
import { importsArea } from './imports/area.ts'
import { jobsArea } from './jobs/area.ts'
import { journalArea } from './journal/area.ts'
import { linksArea } from './links/area.ts'
import { operationAreas } from './operation/area.ts'
import { ordersArea } from './orders/area.ts'
import { organizationAreas } from './organizations/area.ts'
import { overviewAreas } from './overview/area.ts'
import { otherPeopleArea, peopleArea } from './people/area.ts'
import { profilesArea } from './profiles/area.ts'
import { releasedArea } from './released/area.ts'
import { rolesArea } from './roles/area.ts'
import { signInArea } from './sign-in/area.ts'
import { submissionsArea } from './submissions/area.ts'
import { waitingArea } from './waiting/area.ts'
import { webhooksArea } from './webhooks/area.ts'

const areas: readonly Area[] = [
  ...overviewAreas,
  devicesArea,
  importsArea,
  deviceActionsArea,
  submissionsArea,
  waitingArea,
  releasedArea,
  consentsArea,
  profilesArea,
  groupsArea,
  customersArea,
  batchesArea,
  ordersArea,
  deskArea,
  supportArea,
  ...factoryAreas,
  peopleArea,
  otherPeopleArea,
  rolesArea,
  applicationsArea,
  webhooksArea,
  delegationsArea,
  linksArea,
  signInArea,
  accountArea,
  ...organizationAreas,
  jobsArea,
  ...operationAreas,
  journalArea,
]

/** The areas that the person may see, in the order of the navigation. */
export function areasFor(session: Session): Area[] {
  return areas.filter(
    ({ homes, permissions, anyOf, partnerKinds }) =>
      homes.includes(session.me.organization.kind) &&
      (partnerKinds?.includes(session.profile.partnerKind) ?? true) &&
      permissions.every(session.may) &&
      (anyOf?.some(session.may) ?? true),
  )
}
