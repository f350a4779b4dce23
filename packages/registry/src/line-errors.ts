import type { CatalogueEntry } from './errors.ts'

/** Errors of stations of the factory line; part of the catalogue. */
export const lineErrors = {
  station_revoked: {
    status: 403,
    title: 'The station was revoked',
    cause:
      'The maker has withdrawn the key of this station of the factory line; nothing that it signed is taken any more.',
    remedy: 'Set the station up anew (hailport line init in a new folder), and capture again what it had not yet sent.',
  },
  station_clock_wrong: {
    status: 401,
    title: 'The clock of the station is wrong',
    cause: 'The signed time of the request is more than five minutes from the time of the service.',
    remedy: 'Sign again with the time of the Date header of this answer, or set the clock of the station.',
  },
  line_entry_refused: {
    status: 422,
    title: 'An entry of the queue is not what the station signed',
    cause: 'The signature of an entry does not fit, or the entry is damaged or of another station. Nothing was stored.',
    remedy:
      'Find out who changed the queue. Revoke the station, set it up anew, and capture again what it had not yet sent.',
  },
  line_sequence_broken: {
    status: 409,
    title: 'The entries do not follow on what the station sent before',
    cause:
      'Entries are missing, were sent before with other content, or two stations sign with one key (a copied disk, a restored backup).',
    remedy: 'Revoke the station, set it up anew, and capture again what it had not yet sent.',
  },
} as const satisfies Record<string, CatalogueEntry>
