import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type DeviceRow, toRow } from '../rows/index.ts'
import { toItem } from './item.ts'
import { prepareRows } from './prepare.ts'
import { identifiedRows } from './prepared.ts'

/** A device as a row of a customer presents it: who it says it is, before anything is decided. */
export interface InspectedDevice {
  readonly row: Omit<DeviceRow, 'hardwareHash'>
  readonly serialNumber: string | null
  readonly manufacturer: string | null
  readonly model: string | null
}

/** Reads one device of a customer's call, and decides nothing. @throws the error that registering it would have as its result. */
export function inspectDevice(registry: Registry, device: unknown): InspectedDevice {
  const item = toItem(toRow(device))
  const [found] = identifiedRows(prepareRows(registry, '', [{ item, position: 0 }], false), true).items
  const { row, identifier } = found as NonNullable<typeof found>
  if (identifier.by === 'hash') {
    const { serialNumber, manufacturer, model } = identifier.device
    return { row, serialNumber, manufacturer, model }
  }
  if (identifier.by !== 'nothing') throw new RegistryError('missing_identifier')
  const { code, message, field } = identifier.problem
  throw new RegistryError(code, message, field === undefined ? {} : { field })
}
