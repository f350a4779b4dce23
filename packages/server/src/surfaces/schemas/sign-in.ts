import Type from 'typebox'
import { closed, Id, Time } from './common.ts'
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

export const signInSchemas = [SignInLink, SignInLinkWithUrl, NewSignInLink, InvitedPerson]
