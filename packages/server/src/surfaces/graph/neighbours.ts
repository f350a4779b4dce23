import type { Contract } from './model.ts'

/** What clients of Autopilot read beside it, as the documentation pages of Microsoft Graph describe it; only the properties that we answer. */
export const neighbours: Pick<Contract, 'container' | 'types'> = {
  container: { organization: 'Collection(graph.organization)' },
  types: {
    directoryObject: { kind: 'entity', base: 'entity', properties: { deletedDateTime: 'Edm.DateTimeOffset' } },
    organization: {
      kind: 'entity',
      base: 'directoryObject',
      properties: {
        createdDateTime: 'Edm.DateTimeOffset',
        displayName: 'Edm.String',
        tenantType: 'Edm.String',
        verifiedDomains: 'Collection(graph.verifiedDomain)!',
      },
    },
    verifiedDomain: {
      kind: 'complex',
      properties: {
        capabilities: 'Edm.String',
        isDefault: 'Edm.Boolean',
        isInitial: 'Edm.Boolean',
        name: 'Edm.String',
        type: 'Edm.String',
      },
    },
  },
}
