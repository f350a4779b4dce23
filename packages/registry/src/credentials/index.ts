export { type Account, findAccountOf, isNamed, normalEmail } from './accounts.ts'
export { bootstrapFirstOperator, type FirstOperator } from './bootstrap.ts'
export { deleteExpiredSignIns } from './delete-expired.ts'
export { type Factors, findFactors } from './factors.ts'
export { countDelayed } from './failures.ts'
export {
  createSignInLink,
  getSignInLink,
  invitePerson,
  type NewSignInLink,
  revokeSignInLink,
  type SignInLink,
} from './links.ts'
export { type LinkRequest, makeSignInLink } from './make-link.ts'
export { endSessions, listSessions, type SessionInfo } from './manage-sessions.ts'
export {
  addPasskey,
  checkPasskey,
  findPasskeys,
  type Passkey,
  passkeyCreation,
  passkeyRequest,
  passkeysPerPerson,
  type RelyingParty,
  removePasskey,
} from './passkeys.ts'
export { type PasswordFault, passwordLength, RefusedPassword } from './password-rules.ts'
export { beginPending, endPending, type PendingSignIn, readPending, updatePending } from './pending.ts'
export { listPersonApplications, revokePersonApplication } from './person-applications.ts'
export { type PersonRef, samePerson } from './person-ref.ts'
export { requireSelfOrManager } from './person-rights.ts'
export {
  getSignInPolicy,
  mayUsePassword,
  type SecondFactorPolicy,
  type SignInPolicy,
  secondFactorPolicies,
  setSignInPolicy,
} from './policy.ts'
export { getOwnProfile, type OwnProfile, updateOwnProfile } from './profile.ts'
export { makeRecoveryCodes } from './recovery-codes.ts'
export { type CodeAttempt, checkCode } from './second-factor.ts'
export {
  type ActiveSession,
  type BrowserSession,
  closeSession,
  type NewSession,
  openSession,
  readSession,
} from './sessions.ts'
export { changePassword, type LinkOwner, lookAtSignInLink, rememberName, usePasswordLink } from './set-password.ts'
export { getSignInState, type SignInState, unlockPerson } from './sign-in-state.ts'
export { type PasswordSignIn, signInWithPassword } from './sign-in-with-password.ts'
export { nextStep, type SignInStep } from './steps.ts'
export { addTotp, newTotpSecret, removeTotp, totpUri } from './totp.ts'
