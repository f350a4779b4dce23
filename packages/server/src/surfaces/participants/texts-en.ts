import type { DirectoryService, PartnerKind } from '@hailport/registry'

/** What the directory of participants says, in English. */
export const english = {
  title: 'Makers and resellers that take part',
  intro:
    'They register devices for customers of this registry. Each has described itself; the operators have published it.',
  filter: 'Show only some',
  kind: 'Kind',
  any: 'All',
  kinds: {
    oem: 'Maker of devices',
    'csp-direct': 'Reseller that deals with its customers directly',
    'csp-indirect-provider': 'Distributor (indirect provider)',
    'csp-indirect-reseller': 'Reseller that buys from distributors (indirect reseller)',
  } satisfies Record<PartnerKind, string>,
  region: 'Country',
  regionHint: 'Two letters, such as DE for Germany. Leave empty for all.',
  regionWrong: 'The country must be two letters, such as DE.',
  deskOnly: 'Only those that take requests with proof of purchase',
  apply: 'Show',
  nobody: 'Nobody fits.',
  services: 'Does',
  serviceNames: {
    'at-purchase': 'registers devices when they are bought',
    later: 'registers devices that are in use already',
    hashes: 'hands out hardware hashes',
    deregister: 'ends registrations, such as of devices that were bought used',
  } satisfies Record<DirectoryService, string>,
  none: 'Nothing stated',
  desk: 'Requests with proof of purchase',
  yes: 'Yes',
  no: 'No',
  regions: 'Countries',
  everywhere: 'Everywhere',
  contact: 'Contact',
  website: 'Website',
  consent: (name: string) => `Consent for ${name}`,
  id: 'Number, for requests',
  more: 'Show more',
}

export type ParticipantTexts = typeof english
