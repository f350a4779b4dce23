import type { PasswordFault } from '@hailport/registry'

/** What the pages say, in English. */
export const english = {
  signIn: 'Sign in',
  signOut: 'Sign out',
  signedOut: 'Signed out',
  signedOutText: 'You are signed out of this service in this browser.',
  signInAgain: 'Sign in again',
  email: 'E-mail address',
  password: 'Password',
  newPassword: 'New password',
  repeatPassword: 'New password, again',
  passwordHint: (min: number) =>
    `At least ${min} characters. Several words that have nothing to do with each other are easy to remember and hard to guess. Signs and digits are not required.`,
  passwordsDiffer: 'The two passwords are not the same.',
  passwordFault: {
    short: 'The password is too short.',
    long: 'The password is too long.',
    uniform: 'The password has too few different characters.',
    common: 'This password is among those that are tried first. Choose another one.',
    name: 'The password must not hold your e-mail address or the name of your organization.',
  } satisfies Record<PasswordFault, string>,
  forgotten:
    'Forgotten your password, or lost your second factor? An administrator of your organization can give you a new link.',
  signInFailed: 'The e-mail address or the password is not right.',
  signInDelayed: (wait: string) => `Too many failed attempts. Try again in ${wait}.`,
  overloaded: 'Too many people sign in at this moment. Try again in a few seconds.',
  seconds: (n: number) => (n === 1 ? '1 second' : `${n} seconds`),
  minutes: (n: number) => (n === 1 ? '1 minute' : `${n} minutes`),
  chooseOrganization: 'Choose an organization',
  chooseOrganizationText: 'Your e-mail address belongs to several organizations. Which one do you want to work in?',
  organizationKind: { tenant: 'Customer', partner: 'Partner', registry: 'Operators' },
  setPassword: 'Set your password',
  invitation: (name: string, organization: string) => `Welcome, ${name}. Set a password for ${organization}.`,
  resetsFactors:
    'Using this link also removes your passkeys, your authenticator app and your recovery codes. You set up new ones afterwards.',
  save: 'Save',
  passwordIsSet: 'Your password is set. Sign in with it now.',
  account: 'Your account',
  signedInAs: (email: string, organization: string) => `You are signed in as ${email} of ${organization}.`,
  error: 'That did not work',
  cause: 'Cause',
  remedy: 'What to do',
  errorCode: 'Code',
  requestId: 'Request id',
  toSignIn: 'To the sign-in',
}

export type Texts = typeof english
