import type { CatalogueEntry } from './errors.ts'

/** Errors about orders, for the catalogue. */
export const orderErrors = {
  row_withdrawn: {
    status: 409,
    title: 'The device was withdrawn while it waited',
    cause:
      'Whoever submitted it has voided the transaction, or taken the device off the order, before it was registered.',
    remedy: 'Nothing needs to be done. Enrol the device again if it was withdrawn by mistake.',
  },
  device_in_another_order: {
    status: 409,
    title: 'The device belongs to another order',
    cause: 'Another order of this partner for the same customer has the device; a device is in one order at a time.',
    remedy: 'Return the device from the other order, which the message names, or leave it out of this one.',
  },
  confirmation_needed: {
    status: 422,
    title: 'This has to be confirmed',
    cause: 'Returns, voids and overrides take devices away; they are accepted with the token of a dry run only.',
    remedy: 'Send the same request with dryRun first, look at its results, then send it with its confirmationToken.',
  },
  confirmation_expired: {
    status: 422,
    title: 'The confirmation is too old',
    cause: 'The dry run from which the token comes is longer ago than its validity.',
    remedy: 'Do the dry run again, look at its results, and use the new token.',
  },
  confirmation_outdated: {
    status: 409,
    title: 'Something has changed since the dry run',
    cause: 'The request would not do any more what its dry run has shown.',
    remedy: 'Do the dry run again, look at what is different, and use the new token.',
  },
} as const satisfies Record<string, CatalogueEntry>
