import { partnerKinds, secondFactorPolicies } from '@hailport/registry'
import Type from 'typebox'
import { closed, Id, Time, text } from './common.ts'
import { personMembers } from './organizations.ts'

const at = '2031-01-31T12:00:00.000Z'
const id = '0199a1b2-0000-7000-8000-000000000001'

const linkMembers = {
  id: Id,
  createdAt: Time,
  expiresAt: Time,
  resetsSecondFactors: Type.Boolean({
    description: 'Using it removes passkeys, authenticator app and recovery codes.',
  }),
}
const url = Type.String({ description: 'Give this to the person and nobody else. Shown this once.' })

export const SignInLink = Type.Object(linkMembers, {
  $id: 'SignInLink',
  description: 'A link by which a person sets a password, once; without its secret.',
})

export const SignInLinkWithUrl = Type.Object(
  { ...linkMembers, url },
  {
    $id: 'SignInLinkWithUrl',
    description: 'A new link by which a person sets a password, once.',
    examples: [
      { id, createdAt: at, expiresAt: at, resetsSecondFactors: false, url: 'https://hailport.example/invitation/…' },
    ],
  },
)

export const NewSignInLink = closed(
  {
    resetSecondFactors: Type.Optional(
      Type.Boolean({ description: 'For who has lost the second factor: using the link removes all of them.' }),
    ),
  },
  { $id: 'NewSignInLink', examples: [{}] },
)

export const InvitedPerson = Type.Object(
  { ...personMembers, signInLink: Type.Unsafe<Type.Static<typeof SignInLinkWithUrl>>({ $ref: 'SignInLinkWithUrl#' }) },
  { $id: 'InvitedPerson', description: 'A new person, with the link to set a password.' },
)

export const SignInPolicy = closed(
  {
    secondFactor: Type.Enum([...secondFactorPolicies], {
      description:
        'Who needs a second factor: nobody, people who decide about others (the default), or everyone. A passkey counts as both factors.',
    }),
    externalOnly: Type.Optional(
      Type.Boolean({
        description:
          "People sign in only through the organization's identity providers: passwords and passkeys of this service are off.",
      }),
    ),
    breakGlass: Type.Optional(
      Type.Array(Id, {
        maxItems: 10,
        description: 'People who may use them all the same, should the provider be down. They need a password.',
      }),
    ),
  },
  { $id: 'SignInPolicy', examples: [{ secondFactor: 'everyone', externalOnly: false, breakGlass: [] }] },
)

const Passkey = Type.Object({
  id: Id,
  name: Type.String(),
  createdAt: Time,
  lastUsedAt: Type.Optional(Time),
  synced: Type.Boolean(),
})

export const SignInState = Type.Object(
  {
    passwordSetAt: Type.Optional(Time),
    authenticatorAppSetAt: Type.Optional(Time),
    passkeys: Type.Array(Passkey),
    recoveryCodes: Type.Integer({ description: 'Unused ones.' }),
    delayedUntilAt: Type.Optional({ ...Time, description: 'Failed attempts delay the next one until then.' }),
  },
  { $id: 'SignInState', description: 'How a person signs in, without any secret.' },
)

export const Session = Type.Object(
  {
    id: Id,
    createdAt: Time,
    lastUsedAt: Time,
    expiresAt: Time,
    address: Type.String(),
    userAgent: Type.String(),
    methods: Type.Array(Type.String(), {
      description: 'As in RFC 8176: pwd, otp, pop (a passkey), user, mfa; fed for another provider.',
    }),
  },
  { $id: 'Session', description: 'A session of a browser.' },
)

export const PersonApplication = Type.Object(
  {
    applicationId: Id,
    name: Type.Optional(Type.String({ description: 'Absent on clients that belong to the service, or are gone.' })),
    scopes: Type.Optional(
      Type.Array(Type.String(), {
        description: 'What the person has allowed; absent when the person was not asked.',
      }),
    ),
    consentedAt: Type.Optional(Time),
    expiresAt: Type.Optional({
      ...Time,
      description:
        'Until then it goes on without the person, and longer each time that it does. Absent when not signed in.',
    }),
  },
  { $id: 'PersonApplication', description: 'An application that acts, or may act, for a person.' },
)

export const OwnProfile = Type.Object(
  {
    email: Type.String(),
    name: Type.String(),
    organizationName: Type.String(),
    partnerKind: Type.Optional(Type.Enum([...partnerKinds], { description: 'Of a partner: what it is.' })),
  },
  { $id: 'OwnProfile', description: 'A person as it sees itself.' },
)

export const OwnProfileChange = closed(
  { name: text(200) },
  { $id: 'OwnProfileChange', examples: [{ name: 'Ada Lang' }] },
)

export const signInSchemas = [
  OwnProfile,
  OwnProfileChange,
  SignInLink,
  SignInLinkWithUrl,
  NewSignInLink,
  InvitedPerson,
  SignInPolicy,
  SignInState,
  Session,
  PersonApplication,
]
