import type { CatalogueEntry } from './errors.ts'

/** Errors about what a customer allows a partner, and what it answers to what waits; a part of the catalogue. */
export const consentErrors = {
  consent_missing: {
    status: 403,
    title: 'The customer has not consented',
    cause:
      'No administrator of this tenant has allowed the partner to register devices for it, or there is no such tenant.',
    remedy:
      'Ask for consent (POST /api/v1/consents) or send the customer your consent link, or submit with onMissingConsent "hold".',
  },
  consent_declined: {
    status: 403,
    title: 'The customer declined consent',
    cause: 'An administrator of the tenant declined the request of the partner.',
    remedy: 'Talk to the customer; a new request can be made.',
  },
  consent_expired: {
    status: 403,
    title: 'The consent has expired',
    cause: 'The customer granted consent until a date that has passed.',
    remedy: 'Ask the customer to grant it again.',
  },
  consent_revoked: {
    status: 403,
    title: 'The consent was revoked',
    cause:
      'The customer withdrew the consent. Devices that were registered stay with the customer; the partner lost sight of them.',
    remedy: 'Talk to the customer; a new request can be made.',
  },
  consent_limit_reached: {
    status: 403,
    title: 'The consent is used up',
    cause: 'The customer allowed a number of devices, and that many are registered.',
    remedy: 'Ask the customer to raise the limit.',
  },
  batch_not_accepted: {
    status: 403,
    title: 'The customer has not accepted this batch yet',
    cause: 'The customer looks at each batch of this partner before its devices are registered.',
    remedy: 'Wait; the row is decided again when somebody of the customer has answered.',
  },
  batch_refused: {
    status: 403,
    title: 'The customer refused the device',
    cause: 'Somebody of the customer refused the batch, or this device of it.',
    remedy: 'The batch tells the reason, if one was given. Talk to the customer, and submit the device again.',
  },
  held_too_long: {
    status: 403,
    title: 'The customer did not answer in time',
    cause: 'The row waited for an answer of the customer for as long as rows may wait (`heldDays` of the limits).',
    remedy: 'Talk to the customer, and submit the device again.',
  },
  group_tag_not_allowed: {
    status: 403,
    title: 'The consent does not allow this group tag',
    cause: 'The customer limited the consent to a list of group tags, and this one (or none) is not in it.',
    remedy: 'Use one of the allowed tags, or ask the customer to allow this one.',
  },
  profiles_not_allowed: {
    status: 403,
    title: 'The consent does not allow profiles of the partner',
    cause: 'The customer lets the partner register devices, but not say how they set themselves up.',
    remedy: 'Register the devices without a profile, or ask the customer to set mayGiveProfiles in the consent.',
  },
} as const satisfies Record<string, CatalogueEntry>
