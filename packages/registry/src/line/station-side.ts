/** What a station needs of the line: the rules and what it signs. Loads no store, so that a check answers at once. */
export { type FactRow, type IdentityFacts, packFacts, unpackFacts } from '../identity/index.ts'
export { type DeviceRow, rowFields } from '../rows/row.ts'
export { signAssertion } from './assertion.ts'
export { digestOfEntry, type LineEntry, readEntry, signEntry } from './entry.ts'
export {
  criticalFields,
  defaultRequired,
  judgeUnit,
  type LineFinding,
  type LineJudgement,
  type LineVerdict,
  type SeenUnit,
  seenKeys,
} from './judge.ts'
export { makeStationKey, toStationKey } from './make-key.ts'
export { thumbprintOf } from './public-key.ts'
