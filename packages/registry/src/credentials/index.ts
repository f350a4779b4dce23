export { type Account, normalEmail } from './accounts.ts'
export { bootstrapFirstOperator, type FirstOperator } from './bootstrap.ts'
export {
  createSignInLink,
  getSignInLink,
  invitePerson,
  type NewSignInLink,
  revokeSignInLink,
  type SignInLink,
} from './links.ts'
export { type PasswordFault, passwordLength, RefusedPassword } from './password-rules.ts'
export { beginPending, endPending, type PendingSignIn, pendingMs, readPending, updatePending } from './pending.ts'
export type { PersonRef } from './person-ref.ts'
export {
  type ActiveSession,
  type BrowserSession,
  closeSession,
  type NewSession,
  openSession,
  readSession,
} from './sessions.ts'
export { changePassword, type LinkOwner, lookAtSignInLink, usePasswordLink } from './set-password.ts'
export { type PasswordSignIn, signInWithPassword } from './sign-in-with-password.ts'
export { nextStep, type SignInStep } from './steps.ts'
