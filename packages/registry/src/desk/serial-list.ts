import { RegistryError } from '../errors.ts'
import { requireText } from '../text.ts'

/** Characters of a serial number. */
const serialChars = 128
/** Numbers that a message names. */
const named = 5

const field = 'serialNumbers'

/**
 * A list of serial numbers as it is kept: blanks around them removed, capitals and leading zeroes left alone.
 * @throws invalid_request for an empty or overlong list, and for numbers that stand in it twice.
 */
export function readSerialList(given: readonly unknown[], max: number): string[] {
  if (given.length === 0) throw new RegistryError('invalid_request', 'serialNumbers has no number in it.', { field })
  if (given.length > max)
    throw new RegistryError(
      'invalid_request',
      `serialNumbers has at most ${max} numbers; send the rest as another request.`,
      {
        field,
      },
    )
  const serials = given.map((serial, index) => requireText(serial, `${field}[${index}]`, serialChars))
  const twice = [...Map.groupBy(serials, serial => serial)]
    .filter(([, same]) => same.length > 1)
    .map(([serial]) => serial)
  if (twice.length === 0) return serials
  const some = twice.slice(0, named).map(serial => JSON.stringify(serial))
  const more = twice.length > named ? ` and ${twice.length - named} more` : ''
  throw new RegistryError(
    'invalid_request',
    `These serial numbers stand in the list more than once: ${some.join(', ')}${more}.`,
    {
      field,
    },
  )
}
