import Type from 'typebox'
import { closed, Id, nullable, ref, Time, text } from './common.ts'

const userType = Type.Enum(['administrator', 'standard'], { description: 'Rights of the person who signs in first.' })
const joinMethod = Type.Enum(['entra', 'hybrid'])

const ProfileSettings = Type.Object(
  {
    outOfBoxExperience: Type.Object({
      privacySettingsHidden: Type.Boolean(),
      eulaHidden: Type.Boolean(),
      oemRegistrationHidden: Type.Boolean(),
      userType,
    }),
    joinMethod,
    forcedEnrollment: Type.Boolean(),
    deviceNameTemplate: Type.Optional(Type.String()),
  },
  { $id: 'ProfileSettings', description: 'What a device is told about its first boot.' },
)

const ProfileSettingsInput = closed(
  {
    outOfBoxExperience: Type.Optional(
      closed({
        privacySettingsHidden: Type.Optional(Type.Boolean()),
        eulaHidden: Type.Optional(Type.Boolean()),
        oemRegistrationHidden: Type.Optional(Type.Boolean()),
        userType: Type.Optional(userType),
      }),
    ),
    joinMethod: Type.Optional(joinMethod),
    forcedEnrollment: Type.Optional(Type.Boolean()),
    deviceNameTemplate: Type.Optional(text(64, 'At most 15 letters, digits, hyphens beside %SERIAL% and %RAND:x%.')),
  },
  { $id: 'ProfileSettingsInput', description: "What is absent is as in Autopilot's defaults." },
)

export const Profile = Type.Object(
  {
    id: Id,
    name: Type.String(),
    groupTag: nullable(Type.String({ description: 'null on the default profile.' })),
    settings: ref(ProfileSettings),
    createdAt: Time,
    updatedAt: Time,
  },
  { $id: 'Profile', description: 'A deployment profile of a tenant: for one group tag, or the default.' },
)

export const ProfileInput = closed(
  {
    name: text(200),
    groupTag: Type.Optional(nullable(text(512, 'Absent or null: the default profile.'))),
    settings: Type.Optional(ref(ProfileSettingsInput)),
  },
  {
    $id: 'ProfileInput',
    examples: [{ name: 'Sales', groupTag: 'Sales', settings: { deviceNameTemplate: 'SALES-%RAND:5%' } }],
  },
)

export const profileSchemas = [ProfileSettings, ProfileSettingsInput, Profile, ProfileInput]
