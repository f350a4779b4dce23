import type { CatalogueEntry } from './errors.ts'

/** Errors about people and what they may do. */
export const peopleErrors = {
  last_administrator: {
    status: 409,
    title: 'Nobody would be left who can give roles',
    cause: 'This is the last enabled person of the organization that may both manage people and give any role.',
    remedy:
      'Give somebody else such a role first; the operator of the registry can do it for an organization that has nobody.',
  },
} as const satisfies Record<string, CatalogueEntry>
