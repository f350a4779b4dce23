import type { Experience, StatusScreen } from './draft.ts'

type Flags<T> = { readonly [K in keyof T]: T[K] extends boolean ? K : never }[keyof T]

/** Flags of the first boot, in the order of its pages. */
export const experienceFlags = [
  'privacySettingsHidden',
  'eulaHidden',
  'keyboardSelectionPageSkipped',
  'escapeLinkHidden',
] as const satisfies readonly Flags<Experience>[]

/** Flags of the enrolment status page. */
export const screenFlags = [
  'hideInstallationProgress',
  'allowDeviceUseBeforeProfileAndAppInstallComplete',
  'blockDeviceSetupRetryByUser',
  'allowLogCollectionOnInstallFailure',
  'allowDeviceUseOnInstallFailure',
] as const satisfies readonly Flags<StatusScreen>[]

export const deviceTypes = ['windowsPc', 'virtualMachine', 'surfaceHub2', 'surfaceHub2S', 'holoLens'] as const
