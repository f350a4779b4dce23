export { type Claim, findClaims, insertClaims, keyText, removeClaims } from './claims.ts'
export { DeviceIndex } from './device-index.ts'
export {
  type FactRow,
  type IdentityFacts,
  type IdentityFlag,
  type IdentityQuality,
  packFacts,
  unpackFacts,
} from './facts.ts'
export {
  allKeys,
  anchorOf,
  type IdentityKeys,
  identityKeys,
  maxAlike,
  productKeyIdKey,
  strongKeysOf,
  tupleKey,
} from './keys.ts'
export { type ConflictReason, type KnownDevice, type Match, type MatchedBy, matchIdentity } from './match.ts'
export { describeIdentity, type PresentedIdentity, presentedIdentity } from './presented.ts'
export { hashBytes, type ReadFacts, type ReadHash, readFacts, readHash, type UnusableHash } from './resolve-hash.ts'
