import { allDevicesId, deviceTypes } from '@hailport/registry'
import Type, { type TProperties } from 'typebox'
import { OfflineProfile, profileRule } from './boot.ts'
import { closed, Id, nullable, ref, Time, text } from './common.ts'

/** The same members, none of them required. */
function partial<T extends TProperties>(members: T) {
  const entries = Object.entries(members).map(([name, schema]) => [name, Type.Optional(schema)])
  return closed(Object.fromEntries(entries) as { [K in keyof T]: ReturnType<typeof Type.Optional<T[K]>> })
}

const experience = {
  privacySettingsHidden: Type.Boolean(),
  eulaHidden: Type.Boolean(),
  keyboardSelectionPageSkipped: Type.Boolean(),
  escapeLinkHidden: Type.Boolean({ description: 'Whether enrolment cannot be escaped.' }),
  userType: Type.Enum(['administrator', 'standard'], { description: 'Rights of the person who signs in first.' }),
  deviceUsageType: Type.Enum(['singleUser', 'shared'], { description: 'shared: self-deploying.' }),
}

const statusScreen = {
  hideInstallationProgress: Type.Boolean(),
  allowDeviceUseBeforeProfileAndAppInstallComplete: Type.Boolean(),
  blockDeviceSetupRetryByUser: Type.Boolean(),
  allowLogCollectionOnInstallFailure: Type.Boolean(),
  customErrorMessage: nullable(text(1000)),
  installProgressTimeoutInMinutes: Type.Integer({ minimum: 0, maximum: 1440 }),
  allowDeviceUseOnInstallFailure: Type.Boolean(),
}

const settings = {
  displayName: text(200),
  description: nullable(text(1500)),
  isDefault: Type.Boolean({ description: 'Whether devices for which nothing else is meant get it.' }),
  joinMethod: Type.Enum(['entra', 'hybrid']),
  hybridAzureADJoinSkipConnectivityCheck: Type.Boolean({ description: 'For joinMethod hybrid only.' }),
  deviceType: Type.Enum([...deviceTypes]),
  locale: text(64, 'A language tag; os-default: as the system is; empty: the user chooses.'),
  deviceNameTemplate: nullable(text(64, 'At most 15 letters, digits, hyphens beside %SERIAL% and %RAND:x%.')),
  hardwareHashExtractionEnabled: Type.Boolean(),
  preprovisioningAllowed: Type.Boolean(),
  managementServiceAppId: nullable(text(64)),
  roleScopeTagIds: Type.Array(text(64), { maxItems: 100 }),
}

const content = {
  ...settings,
  outOfBoxExperienceSetting: Type.Object(experience),
  enrollmentStatusScreenSettings: nullable(Type.Object(statusScreen)),
}

const ProfileSettings = Type.Object(content, {
  $id: 'ProfileSettings',
  description: 'What a deployment profile says; names as in Microsoft Graph.',
})

export const Profile = Type.Object(
  {
    id: Id,
    ...content,
    createdAt: Time,
    updatedAt: Time,
  },
  { $id: 'Profile', description: 'A deployment profile of a tenant; names as in Microsoft Graph.' },
)

const { displayName, ...others } = settings
const changes = {
  ...partial(others).properties,
  outOfBoxExperienceSetting: Type.Optional(partial(experience)),
  enrollmentStatusScreenSettings: Type.Optional(nullable(partial(statusScreen))),
}

export const ProfileInput = closed(
  { displayName, ...changes },
  {
    $id: 'ProfileInput',
    description: 'What is absent is as in Autopilot.',
    examples: [{ displayName: 'Sales', deviceNameTemplate: 'SALES-%RAND:5%' }],
  },
)

export const ProfileChange = closed(
  { displayName: Type.Optional(displayName), ...changes },
  {
    $id: 'ProfileChange',
    minProperties: 1,
    description: 'Absent: stays.',
    examples: [{ outOfBoxExperienceSetting: { userType: 'administrator' } }],
  },
)

export const ProfilePreviewInput = closed(
  {
    displayName: Type.Optional(displayName),
    ...changes,
    serialNumber: Type.Optional(text(128, 'Of a device, for its name.')),
  },
  {
    $id: 'ProfilePreviewInput',
    description: 'Settings as for a new profile; what is absent is as in Autopilot.',
    examples: [{ deviceNameTemplate: 'SALES-%SERIAL%', serialNumber: 'F7-0001' }],
  },
)

const deviceName = Type.Optional(
  Type.Object(
    { told: Type.String(), expected: Type.String() },
    { description: 'The name that it is told, and what Windows makes of it.' },
  ),
)

export const ProfilePreview = Type.Object(
  { settings: ref(ProfileSettings), told: ref(OfflineProfile), deviceName },
  { $id: 'ProfilePreview', description: 'What a device would be told with settings that nobody has saved yet.' },
)

export const targetKind = Type.Enum(['group', 'exclusion', 'allDevices'])

const AssignmentTarget = closed(
  { kind: targetKind, groupId: Type.Optional(Id) },
  {
    $id: 'AssignmentTarget',
    description: 'A group that gets the profile, one that does not, or (without groupId) all devices.',
  },
)

export const AssignmentInput = closed(
  { target: ref(AssignmentTarget) },
  { $id: 'AssignmentInput', examples: [{ target: { kind: 'allDevices' } }] },
)

export const Assignment = Type.Object(
  {
    id: Type.String({ description: `{profileId}_{groupId}_0; all devices are the group ${allDevicesId}.` }),
    profileId: Id,
    target: ref(AssignmentTarget),
    createdAt: Time,
  },
  { $id: 'Assignment' },
)

export const DeviceIds = closed(
  { deviceIds: Type.Array(Id, { minItems: 1, description: 'As many as one call of registrations takes.' }) },
  { $id: 'DeviceIds', examples: [{ deviceIds: ['0199a1b2-0000-7000-8000-000000000001'] }] },
)

const profileState = {
  status: Type.Enum(['notAssigned', 'pending', 'assignedInSync', 'failed']),
  detailedStatus: Type.Enum([
    'none',
    'hardwareRequirementsNotMet',
    'surfaceHubProfileNotSupported',
    'holoLensProfileNotSupported',
    'windowsPcProfileNotSupported',
    'surfaceHub2SProfileNotSupported',
  ]),
  rule: profileRule,
  intendedProfile: nullable(
    Type.Object({ id: Id, displayName: Type.String() }, { description: 'What the device would be told now.' }),
  ),
  assignedAt: Type.Optional(Time),
  toldProfile: Type.Optional(
    Type.Object(
      { id: Id, displayName: Type.Optional(Type.String()), at: Time },
      { description: 'What it was told at its last first boot; without a name when that profile is gone.' },
    ),
  ),
}

export const DeviceProfileState = Type.Object(profileState, {
  $id: 'DeviceProfileState',
  description: 'The profile of a device, for those who may see profiles.',
})

export const ProfileExplanation = Type.Object(
  {
    ...profileState,
    steps: Type.Array(
      Type.Object({
        profileId: Id,
        profileName: Type.String(),
        outcome: Type.Enum(['applies', 'notInGroup', 'excluded']),
        groupId: Type.Optional(Id),
      }),
      { description: 'Every profile that was looked at, in order.' },
    ),
    deviceName,
  },
  { $id: 'ProfileExplanation', description: 'Which profile a device gets now, and why.' },
)

export const ProfileCounts = Type.Object(
  {
    devices: Type.Integer(),
    withoutProfile: Type.Integer(),
    profiles: Type.Array(Type.Object({ id: Id, displayName: Type.String(), devices: Type.Integer() })),
  },
  { $id: 'ProfileCounts', description: 'How many devices get each profile, and how many none.' },
)

export const profileSchemas = [
  DeviceProfileState,
  ProfileExplanation,
  ProfileCounts,
  ProfileSettings,
  Profile,
  ProfileInput,
  ProfileChange,
  ProfilePreviewInput,
  ProfilePreview,
  AssignmentTarget,
  AssignmentInput,
  Assignment,
  DeviceIds,
]
