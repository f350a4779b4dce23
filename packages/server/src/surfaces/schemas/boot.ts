import { holderStatuses } from '@hailport/registry'
import Type from 'typebox'
import { closed, Id, nullable, ref, Time, text } from './common.ts'

export const bootStatus = Type.Enum(['registered', 'not_registered', 'conflict'])

export const BootQuestion = closed(
  { hardwareHash: text(12_000, 'Base64, as the device gives it.') },
  { $id: 'BootQuestion' },
)

export const OfflineProfile = Type.Object(
  {
    Comment_File: Type.String(),
    Version: Type.Integer(),
    CloudAssignedTenantId: Type.String(),
    CloudAssignedTenantDomain: Type.String(),
    CloudAssignedOobeConfig: Type.Integer(),
    CloudAssignedDomainJoinMethod: Type.Integer(),
    CloudAssignedForcedEnrollment: Type.Integer(),
    ZtdCorrelationId: Type.String(),
    CloudAssignedAadServerData: Type.String(),
    CloudAssignedDeviceName: Type.Optional(Type.String()),
  },
  { $id: 'OfflineProfile', description: 'The fields of AutopilotConfigurationFile.json.' },
)

export const BootAnswer = Type.Object(
  {
    status: bootStatus,
    correlationId: Id,
    tenantId: Type.Optional(Id),
    tenantDomain: Type.Optional(Type.String()),
    profile: Type.Optional(nullable(ref(OfflineProfile))),
  },
  {
    $id: 'BootAnswer',
    description:
      'Whose the device is, and its profile. profile null: registered, but no profile is assigned. conflict: its parts fit more than one story, and the owner has to look.',
    examples: [{ status: 'not_registered', correlationId: '0199a1b2-0000-7000-8000-000000000001' }],
  },
)

export const profileRule = Type.Enum(['device', 'group', 'allDevices', 'partner', 'default', 'none'], {
  description:
    'What brought the profile: it was given to the device by name, to a group, to all devices, by the partner that registered the device, or is the default.',
})

const DecisionTrace = Type.Object(
  {
    candidates: Type.Integer({ description: 'Known devices that share an identity key.' }),
    code: Type.Optional(
      Type.Enum(['device_not_registered', 'identity_conflict', 'no_profile'], {
        description: 'Of the error catalogue, when the device gets no profile.',
      }),
    ),
    matchedBy: Type.Optional(Type.String()),
    conflict: Type.Optional(Type.String()),
    deviceId: Type.Optional(Id),
    groupTag: Type.Optional(nullable(Type.String())),
    profileRule: Type.Optional(profileRule),
    profileId: Type.Optional(Id),
    profileName: Type.Optional(Type.String()),
    groupId: Type.Optional(Id),
    groupName: Type.Optional(Type.String({ description: 'The group that brought the profile, when a group did.' })),
  },
  { $id: 'DecisionTrace', description: 'Every rule that was applied.' },
)

export const BootExplanation = Type.Object(
  { answer: ref(BootAnswer), trace: ref(DecisionTrace) },
  { $id: 'BootExplanation', description: 'What the device would be told if it booted now, and why.' },
)

export const BootTrace = Type.Object(
  { correlationId: Id, at: Time, status: bootStatus, deviceId: Type.Optional(Id), trace: ref(DecisionTrace) },
  { $id: 'BootTrace', description: 'A first boot as it was answered, with the reasons.' },
)

/** Hashes of one question about devices in hand. */
const heldDevices = 20

export const DeviceStatusQuestion = closed(
  {
    hardwareHashes: Type.Array(text(12_000, 'Base64, as the device gives it.'), { minItems: 1, maxItems: heldDevices }),
  },
  { $id: 'DeviceStatusQuestion' },
)

export const DeviceStatusAnswer = Type.Object(
  {
    checkedAt: Time,
    items: Type.Array(
      Type.Object({
        status: Type.Enum([...holderStatuses, 'unreadable'], {
          description:
            'claimed: registered to somebody. unclear: some of its parts are; take it as claimed. free: reported by its maker, registered to nobody. unknown: not known here. unreadable: no hardware hash.',
        }),
        serialNumber: Type.Optional(Type.String()),
        manufacturer: Type.Optional(Type.String()),
        model: Type.Optional(Type.String()),
        message: Type.Optional(Type.String({ description: 'Why the hash cannot be read.' })),
      }),
      { description: 'In the order of the question.' },
    ),
  },
  { $id: 'DeviceStatusAnswer', description: 'Of each device: what its hash says of it, and whether it is claimed.' },
)

export const bootSchemas = [
  DeviceStatusQuestion,
  DeviceStatusAnswer,
  BootQuestion,
  OfflineProfile,
  BootAnswer,
  DecisionTrace,
  BootExplanation,
  BootTrace,
]
