import type { Store } from './store/index.ts'
import type { Helper } from './threads/index.ts'
import type { Vault } from './vault.ts'

/** What the registry's functions work with; made once by the composition root. */
export interface Registry {
  readonly store: Store
  readonly vault: Vault
  readonly limits: Limits
  /** The clock, in milliseconds since 1970. A parameter, so that tests and replays own time. */
  now(): number
  /** Does what needs neither rules nor this thread; without one, it is done here. */
  readonly helper?: Helper
  /** Tells waiting workers that there is a new job. */
  wake(): void
}

/** Limits that the code enforces and that `/api/v1/limits` and the docs print. */
export interface Limits {
  /** Rows of one streamed batch or build report. */
  readonly batchRows: number
  /** Devices of one call that waits for its results. */
  readonly devicesPerCall: number
  /** Devices of one import of the Graph contract. */
  readonly importRows: number
  /** Devices that an action names one by one, in a list or a file; those that it chooses by a filter are not limited. */
  readonly actionRows: number
  /** Serial numbers or ids of one search or call. */
  readonly listedDevices: number
  /** Rows that one transaction writes. */
  readonly chunkRows: number
  /** Bytes of rows that one chunk of an upload holds, about; its last row may go over it. */
  readonly chunkBytes: number
  /** Bytes of one row of an upload. */
  readonly rowBytes: number
  /** Items of one page. */
  readonly pageSize: number
  /** Time that one request looks for devices that meet its conditions; then others follow on the next page, ms. */
  readonly listMs: number
  /** Time that a job's lease lasts without renewal, ms. */
  readonly leaseMs: number
  /** Days that boot traces are kept. */
  readonly traceDays: number
  /** Days that a release can be taken back, and the released device's data are kept for that, sealed. */
  readonly releasedDays: number
  /** Time after which a browser session that is not used ends, ms. */
  readonly sessionIdleMs: number
  /** Time after which every browser session ends, ms. */
  readonly sessionMaxMs: number
  /** Time that an invitation or another link to set a password is good for, ms. */
  readonly signInLinkMs: number
  /** Days for which a customer may delegate rights to a partner's staff at most. */
  readonly delegationDays: number
  /** Days that a submitted device waits for approval. */
  readonly submissionDays: number
  /** Submissions of one person that may wait at a time. */
  readonly submissionsPerPerson: number
  /** Submissions of one tenant that may wait at a time. */
  readonly submissionsPerTenant: number
  /** Days that a row of a partner waits for the customer's answer. */
  readonly heldDays: number
  /** Days that a request for consent waits for the customer's answer at most, and for which it is kept afterwards. */
  readonly requestDays: number
  /** Days between reminders of a request. */
  readonly reminderDays: number
  /** Bytes of one imported file. */
  readonly importBytes: number
  /** Columns of one imported file. */
  readonly importColumns: number
  /** Customers that one imported file may name. */
  readonly importCustomers: number
  /** Characters of one value of an imported file; Excel allows no more. */
  readonly cellChars: number
  /** Entries of one report of a station of the factory line. */
  readonly lineEntries: number
  /** Stations of one maker that are not revoked. */
  readonly lineStations: number
  /** Devices that one transaction on orders is about: an uploaded enrolment, a return, a void, what an override compares. */
  readonly orderDevices: number
  /** Days that an imported file and what became of its rows are kept. */
  readonly importDays: number
  /** Devices of one request to a maker's desk. */
  readonly deskDevices: number
  /** Requests of one organization that may be open at a time. */
  readonly deskRequests: number
  /** Messages of one request. */
  readonly deskMessages: number
  /** Bytes of a proof of purchase. */
  readonly deskProofBytes: number
  /** Days that a request waits to be submitted. */
  readonly deskDraftDays: number
  /** Days that a maker has to decide a request. */
  readonly deskOpenDays: number
  /** Days that a request waits for the answer to the maker's question. */
  readonly deskAnswerDays: number
  /** Days that the proof of a decided request is kept. */
  readonly deskProofDays: number
  /** Days that approved hashes can be fetched. */
  readonly deskHashDays: number
  /** Webhooks of one organization. */
  readonly webhooks: number
  /** Events of one message to a webhook. */
  readonly webhookEvents: number
  /** Bytes of the events of one message, about; a single event may be larger. */
  readonly webhookBytes: number
  /** Time that a receiver has to answer, ms. */
  readonly webhookTimeoutMs: number
  /** Days that deliveries are kept once they have ended. */
  readonly webhookDays: number
}

export const defaultLimits: Limits = {
  batchRows: 1_000_000,
  devicesPerCall: 1_000,
  importRows: 500,
  actionRows: 100_000,
  listedDevices: 1_000,
  chunkRows: 2_000,
  chunkBytes: 4_194_304,
  rowBytes: 16_384,
  pageSize: 1_000,
  listMs: 200,
  leaseMs: 10_000,
  traceDays: 30,
  releasedDays: 30,
  sessionIdleMs: 28_800_000,
  sessionMaxMs: 86_400_000,
  signInLinkMs: 259_200_000,
  delegationDays: 365,
  submissionDays: 14,
  submissionsPerPerson: 100,
  submissionsPerTenant: 10_000,
  heldDays: 90,
  requestDays: 90,
  reminderDays: 7,
  importBytes: 8_589_934_592,
  importColumns: 200,
  importCustomers: 1_000,
  cellChars: 32_767,
  orderDevices: 100_000,
  importDays: 30,
  lineEntries: 500,
  lineStations: 1_000,
  deskDevices: 1_000,
  deskRequests: 100,
  deskMessages: 200,
  deskProofBytes: 10_485_760,
  deskDraftDays: 14,
  deskOpenDays: 90,
  deskAnswerDays: 30,
  deskProofDays: 180,
  deskHashDays: 7,
  webhooks: 10,
  webhookEvents: 100,
  webhookBytes: 262_144,
  webhookTimeoutMs: 10_000,
  webhookDays: 30,
}
