import { hashBytes } from '../identity/index.ts'
import type { DeviceRow, Row, RowProblem } from '../rows/index.ts'
import type { ResolvedDevice } from './decide.ts'

/** A device to be registered, as it is kept until it is decided: the row without its base64, the hash in binary. */
export interface Item {
  readonly row: Omit<DeviceRow, 'hardwareHash'>
  readonly hash?: Uint8Array
  readonly problem?: RowProblem
}

/** What an item identifies its device by. Six combinations of fields are accepted (partner-api 3.3); they come to these three. */
export type Identifier =
  | { readonly by: 'hash'; readonly device: ResolvedDevice }
  | { readonly by: 'product-key-id'; readonly productKeyId: string }
  | { readonly by: 'tuple'; readonly manufacturer: string; readonly model: string; readonly serialNumber: string }
  | { readonly by: 'nothing'; readonly problem: RowProblem }

/** Values that a submission gives to rows that have none of their own. */
export interface ItemDefaults {
  readonly groupTag?: string | undefined
  readonly purchaseOrder?: string | undefined
  readonly orderId?: string | undefined
}

/** Turns a row of an upload into an item. */
export function toItem(row: Row, defaults: ItemDefaults = {}): Item {
  if (row.problem) return { row: {}, problem: row.problem }
  const { hardwareHash, ...rest } = row.fields
  const filled = {
    ...rest,
    ...(rest.groupTag === undefined && defaults.groupTag !== undefined && { groupTag: defaults.groupTag }),
    ...(rest.purchaseOrder === undefined &&
      defaults.purchaseOrder !== undefined && { purchaseOrder: defaults.purchaseOrder }),
    ...(rest.orderId === undefined && defaults.orderId !== undefined && { orderId: defaults.orderId }),
  }
  if (hardwareHash === undefined) return { row: filled }
  const hash = hashBytes(hardwareHash)
  if ('message' in hash)
    return { row: filled, problem: { code: 'invalid_hardware_hash', message: hash.message, field: 'hardwareHash' } }
  return { row: filled, hash }
}

const missing = (message: string, field: string): Identifier => ({
  by: 'nothing',
  problem: { code: 'missing_identifier', message, field },
})

/**
 * How a row without a usable hash is to be matched: by the product key id, else by manufacturer, model and serial number together.
 * @param customer customers register by hash only: labels can be read by anybody who passes the box.
 */
export function identifierOf(row: Item['row'], problem: RowProblem | undefined, customer: boolean): Identifier {
  if (problem) return { by: 'nothing', problem }
  if (customer)
    return missing(
      'A customer registers by hardware hash only; product key id and serial number are for makers and resellers.',
      'hardwareHash',
    )
  const { productKeyId, serialNumber, manufacturer, model } = row
  if (productKeyId !== undefined) return { by: 'product-key-id', productKeyId }
  if (serialNumber !== undefined && manufacturer !== undefined && model !== undefined)
    return { by: 'tuple', manufacturer, model, serialNumber }
  if (serialNumber === undefined)
    return missing('There is no hardwareHash, no productKeyId and no serialNumber.', 'hardwareHash')
  return missing(
    'A serial number counts only together with manufacturer and model.',
    manufacturer === undefined ? 'manufacturer' : 'model',
  )
}
