import type { Batch, OrderTransaction } from '../../api/generated/operations.ts'
import { upload } from '../../api/upload.ts'
import { given } from './order-fields.tsx'

/** A file of devices with what is said of it, as it is typed. */
export interface DeliveryFile {
  readonly tenantId: string
  readonly file: File
  /** Members of the query; empty ones are left out. */
  readonly said: Readonly<Record<string, string>>
}

interface Sending {
  /** Between 0 and 1. */
  readonly onProgress: (part: number) => void
  readonly signal: AbortSignal
}

const types = new Map([
  ['csv', 'text/csv'],
  ['json', 'application/json'],
  ['ndjson', 'application/x-ndjson'],
  ['jsonl', 'application/x-ndjson'],
])

/** What the service calls the format of a file, by its name; undefined when it takes no such files. */
export const typeOf = ({ name }: File): string | undefined => types.get(name.split('.').at(-1)?.toLowerCase() ?? '')

const send = <T>({ tenantId, file, said }: DeliveryFile, path: string, sending: Sending): Promise<T> =>
  upload({
    method: 'POST',
    address: `/api/v1/tenants/${tenantId}/order-transactions/uploads${path}?${new URLSearchParams(given(said))}`,
    file,
    type: typeOf(file) ?? 'text/csv',
    ...sending,
  })

/** Has a file checked against its order; nothing is registered. @throws ApiProblem */
export const checkDelivery = ({ said, ...file }: DeliveryFile, sending: Sending): Promise<Batch> => {
  const { reason: _, ...more } = said
  return send({ ...file, said: more }, '/dry-runs', sending)
}

/** Registers the devices of a file. The same transaction id has one effect, however often it is sent. @throws ApiProblem */
export const sendDelivery = (
  { said, ...file }: DeliveryFile,
  transactionId: string,
  sending: Sending,
): Promise<OrderTransaction> => send({ ...file, said: { ...said, transactionId } }, '', sending)
