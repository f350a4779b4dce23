import { directoryServices } from '@hailport/registry'
import Type from 'typebox'
import { closed, Id, nullable, ref, Time, text } from './common.ts'
import { PartnerKindName } from './organizations.ts'

const Service = Type.Enum([...directoryServices], {
  description:
    'at-purchase: registers what it sells; later: devices that are in use; hashes: hands out hardware hashes; deregister: ends registrations.',
})

const id = '0199a1b2-0000-7000-8000-000000000001'
const shown = {
  description: 'Laptops and tablets for schools.',
  services: ['at-purchase', 'later'],
  desk: true,
  regions: ['AT', 'DE'],
  contactEmail: 'desk@fabrikam.example',
}

const members = {
  description: Type.Optional(Type.String()),
  services: Type.Array(Service),
  desk: Type.Boolean({ description: 'Whether requests with proof of purchase can be sent to its desk.' }),
  regions: Type.Array(Type.String({ description: 'A country (ISO 3166-1 alpha-2), or `world`.' })),
  contactEmail: Type.Optional(Type.String()),
  contactUrl: Type.Optional(Type.String()),
}

const DirectoryEntry = Type.Object(
  { ...members, showConsentLink: Type.Boolean({ description: 'Whether the standing consent link is shown.' }) },
  {
    $id: 'DirectoryEntry',
    description: 'What a partner says of itself.',
    examples: [{ ...shown, showConsentLink: true }],
  },
)

export const NewDirectoryEntry = closed(
  {
    description: Type.Optional(nullable(text(1000))),
    services: Type.Array(Service, { maxItems: 10 }),
    desk: Type.Optional(Type.Boolean({ description: 'For makers (kind oem).' })),
    showConsentLink: Type.Optional(Type.Boolean()),
    regions: Type.Array(text(5), { maxItems: 250, description: 'Countries such as DE, or `world`.' }),
    contactEmail: Type.Optional(nullable(text(254))),
    contactUrl: Type.Optional(nullable(text(500, 'Begins with https://.'))),
  },
  { $id: 'NewDirectoryEntry', examples: [{ ...shown, showConsentLink: true }] },
)

export const WrittenDirectoryEntry = Type.Object(
  {
    partnerId: Id,
    partnerName: Type.String(),
    entry: ref(DirectoryEntry),
    writtenAt: Time,
    published: Type.Optional(ref(DirectoryEntry)),
    publishedAt: Type.Optional(Time),
  },
  {
    $id: 'WrittenDirectoryEntry',
    description: 'An entry as its partner wrote it, and as operators published it.',
    examples: [
      {
        partnerId: id,
        partnerName: 'Fabrikam Devices',
        entry: { ...shown, showConsentLink: true },
        writtenAt: '2031-01-31T12:00:00.000Z',
      },
    ],
  },
)

export const DirectoryPublication = closed(
  {
    writtenAt: Type.Unsafe<string>({
      ...Time,
      description: 'Of the entry that was read: a later one is not published unseen.',
    }),
  },
  { $id: 'DirectoryPublication', examples: [{ writtenAt: '2031-01-31T12:00:00.000Z' }] },
)

export const Participant = Type.Object(
  { id: Id, name: Type.String(), kind: PartnerKindName, ...members, consentUrl: Type.Optional(Type.String()) },
  {
    $id: 'Participant',
    description: 'A maker or reseller that takes part.',
    examples: [{ id, name: 'Fabrikam Devices', kind: 'oem', ...shown }],
  },
)

export const directorySchemas = [
  DirectoryEntry,
  NewDirectoryEntry,
  WrittenDirectoryEntry,
  DirectoryPublication,
  Participant,
]
