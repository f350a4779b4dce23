/** A customer's word on rows of a partner's batch that wait. */
export interface BatchAnswersTable {
  tenant_id: string
  batch_id: string
  /** Place of the row in the batch; -1: all rows that have no answer of their own. */
  position: number
  /** accepted or refused; expired, for all rows, when they have waited too long. */
  answer: string
}

/** Both sides' way to batches with rows that wait, without a query over all tenants. */
export interface HeldBatchesTable {
  /** The customer, or the partner that submitted the batch. */
  organization_id: string
  batch_id: string
  tenant_id: string
}

/** A partner's way to all batches that it has submitted, for every customer. */
export interface SubmittedBatchesTable {
  partner_id: string
  batch_id: string
  tenant_id: string
}

export interface HeldBatchTables {
  batch_answers: BatchAnswersTable
  held_batches: HeldBatchesTable
  submitted_batches: SubmittedBatchesTable
}

/** See `scopeColumn`. */
export const heldBatchScopes: Record<keyof HeldBatchTables, string> = {
  batch_answers: 'tenant_id',
  held_batches: 'organization_id',
  submitted_batches: 'partner_id',
}
