import type { Contract } from './model.ts'

interface Neighbours extends Pick<Contract, 'container' | 'types'> {
  /** Navigation that types of the contract have to them. */
  readonly navigation: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** What clients of Autopilot read beside it, as the documentation pages of Microsoft Graph describe it; only the properties that we answer. */
export const neighbours: Neighbours = {
  container: {
    organization: 'Collection(graph.organization)',
    devices: 'Collection(graph.device)',
    directoryObjects: 'Collection(graph.directoryObject)',
    groups: 'Collection(graph.group)',
    me: 'graph.user',
    users: 'Collection(graph.user)',
  },
  navigation: {
    deviceManagementAutopilotEvent: {
      policyStatusDetails: 'Collection(graph.deviceManagementAutopilotPolicyStatusDetail)',
    },
    deviceManagement: {
      deviceEnrollmentConfigurations: 'Collection(graph.deviceEnrollmentConfiguration)',
      managedDevices: 'Collection(graph.managedDevice)',
    },
  },
  types: {
    directoryObject: { kind: 'entity', base: 'entity', properties: { deletedDateTime: 'Edm.DateTimeOffset' } },
    device: {
      kind: 'entity',
      base: 'directoryObject',
      properties: {
        deviceId: 'Edm.String',
        displayName: 'Edm.String',
        manufacturer: 'Edm.String',
        model: 'Edm.String',
        physicalIds: 'Collection(Edm.String)!',
        registrationDateTime: 'Edm.DateTimeOffset',
      },
    },
    deviceEnrollmentConfiguration: {
      kind: 'entity',
      base: 'entity',
      properties: {
        createdDateTime: 'Edm.DateTimeOffset!',
        description: 'Edm.String',
        displayName: 'Edm.String',
        lastModifiedDateTime: 'Edm.DateTimeOffset!',
        priority: 'Edm.Int32!',
        version: 'Edm.Int32!',
      },
    },
    group: {
      kind: 'entity',
      base: 'directoryObject',
      properties: {
        createdDateTime: 'Edm.DateTimeOffset',
        description: 'Edm.String',
        displayName: 'Edm.String',
        groupTypes: 'Collection(Edm.String)!',
        mail: 'Edm.String',
        mailEnabled: 'Edm.Boolean',
        mailNickname: 'Edm.String',
        membershipRule: 'Edm.String',
        membershipRuleProcessingState: 'Edm.String',
        securityEnabled: 'Edm.Boolean',
        visibility: 'Edm.String',
      },
      navigation: {
        members: 'Collection(graph.directoryObject)',
        transitiveMembers: 'Collection(graph.directoryObject)',
      },
    },
    user: {
      kind: 'entity',
      base: 'directoryObject',
      properties: {
        accountEnabled: 'Edm.Boolean',
        createdDateTime: 'Edm.DateTimeOffset',
        displayName: 'Edm.String',
        mail: 'Edm.String',
        userPrincipalName: 'Edm.String',
      },
    },
    managedDevice: {
      kind: 'entity',
      base: 'entity',
      properties: {
        azureADDeviceId: 'Edm.String',
        deviceName: 'Edm.String',
        enrolledDateTime: 'Edm.DateTimeOffset!',
        lastSyncDateTime: 'Edm.DateTimeOffset!',
        manufacturer: 'Edm.String',
        model: 'Edm.String',
        operatingSystem: 'Edm.String',
        osVersion: 'Edm.String',
        serialNumber: 'Edm.String',
        userDisplayName: 'Edm.String',
        userPrincipalName: 'Edm.String',
      },
    },
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
