import { RegistryError } from '../errors.ts'
import type { PartnerKind } from '../organizations/index.ts'
import { optionalText } from '../text.ts'

/**
 * What a partner does for customers. at-purchase: registers what it sells. later: registers devices that are in use. hashes: hands out
 * hardware hashes. deregister: ends registrations, such as of a device that was bought used.
 */
export const directoryServices = ['at-purchase', 'later', 'hashes', 'deregister'] as const
export type DirectoryService = (typeof directoryServices)[number]

/** The region of who works everywhere. */
export const everywhere = 'world'

/** What a partner says of itself. */
export interface DirectoryEntry {
  readonly description?: string
  readonly services: readonly DirectoryService[]
  /** Whether requests with proof of purchase can be sent to its desk. */
  readonly desk: boolean
  /** Whether its standing consent link is shown. */
  readonly showConsentLink: boolean
  /** Countries (ISO 3166-1 alpha-2), or `world`. */
  readonly regions: readonly string[]
  readonly contactEmail?: string
  readonly contactUrl?: string
}

export interface DirectoryEntryInput {
  readonly description?: string | null
  readonly services: readonly string[]
  readonly desk?: boolean
  readonly showConsentLink?: boolean
  readonly regions: readonly string[]
  readonly contactEmail?: string | null
  readonly contactUrl?: string | null
}

const refuse = (field: string, message: string): never => {
  throw new RegistryError('invalid_request', message, { field })
}

function checkUrl(value: unknown): string | null {
  const text = optionalText(value, 'contactUrl', 500)
  if (text === null) return null
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    return refuse('contactUrl', 'contactUrl must be an address that begins with https://.')
  return url.href
}

function checkEmail(value: unknown): string | null {
  const text = optionalText(value, 'contactEmail', 254)
  return text === null || /^[^\s@<>"]+@[^\s@<>"]+$/.test(text)
    ? text
    : refuse('contactEmail', 'contactEmail must be an e-mail address.')
}

function checkRegions(regions: readonly string[]): string[] {
  if (regions.length === 0 || regions.length > 250) refuse('regions', 'regions must have 1 to 250 codes.')
  const wrong = regions.find(region => region !== everywhere && !/^[A-Z]{2}$/.test(region))
  if (wrong !== undefined)
    refuse(
      'regions',
      `regions are countries of two capitals, such as DE, or ${everywhere}: ${JSON.stringify(wrong)} is neither.`,
    )
  return [...new Set(regions)].sort()
}

/** Checks what a partner of this kind wrote. @throws invalid_request. */
export function readEntry(kind: PartnerKind, input: DirectoryEntryInput): DirectoryEntry {
  const services = directoryServices.filter(service => input.services.includes(service))
  if (services.length !== new Set(input.services).size)
    refuse('services', `services are ${directoryServices.join(', ')}.`)
  const desk = input.desk ?? false
  if (desk && kind !== 'oem') refuse('desk', 'Only makers (kind oem) can have a desk: they know what they built.')
  const description = optionalText(input.description, 'description', 1000)
  const contactEmail = checkEmail(input.contactEmail)
  const contactUrl = checkUrl(input.contactUrl)
  return {
    ...(description !== null && { description }),
    services,
    desk,
    showConsentLink: input.showConsentLink ?? false,
    regions: checkRegions(input.regions),
    ...(contactEmail !== null && { contactEmail }),
    ...(contactUrl !== null && { contactUrl }),
  }
}
