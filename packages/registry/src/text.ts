import { RegistryError } from './errors.ts'

/**
 * Characters that have no place in a line of text: control characters, and those that turn around what stands after them, so that it
 * reads as something else (Unicode TR 36, 2.5). Marks that languages written from right to left need are not among them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
export const controls = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/

/** A text field of a request: trimmed, of 1 … `max` characters, without control characters. @throws invalid_request naming the field. */
export function requireText(value: unknown, field: string, max: number): string {
  if (typeof value !== 'string' && value !== undefined && value !== null)
    throw new RegistryError('invalid_request', `${field} must be text.`, { field })
  const text = value?.trim() ?? ''
  if (text === '') throw new RegistryError('invalid_request', `${field} is required.`, { field })
  if (text.length > max)
    throw new RegistryError('invalid_request', `${field} is longer than ${max} characters.`, { field })
  if (controls.test(text) || !text.isWellFormed())
    throw new RegistryError('invalid_request', `${field} contains control characters or broken ones.`, { field })
  return text
}

/** As `requireText`, for a field that may be absent, null or empty. */
export function optionalText(value: unknown, field: string, max: number): string | null {
  if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return null
  return requireText(value, field, max)
}

const domainPattern = /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** A DNS domain in lower case. @throws invalid_request. */
export function requireDomain(value: unknown, field: string): string {
  const domain = requireText(value, field, 253).toLowerCase()
  if (!domainPattern.test(domain))
    throw new RegistryError('invalid_request', `${field} must be a domain name such as contoso.example.`, { field })
  return domain
}
