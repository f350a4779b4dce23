import Type from 'typebox'
import { Id, Time } from './common.ts'

export const JournalEntry = Type.Object(
  {
    id: Id,
    at: Time,
    actor: Type.Object({ kind: Type.String(), id: Type.String(), onBehalfOf: Type.Optional(Type.String()) }),
    action: Type.String(),
    subject: Type.Object({ kind: Type.String(), id: Type.String() }),
    before: Type.Optional(Type.Unknown()),
    after: Type.Optional(Type.Unknown()),
    reason: Type.Optional(Type.String()),
    requestId: Type.Optional(Type.String()),
  },
  {
    $id: 'JournalEntry',
    description: 'Who did what, on whose behalf, before and after, why, in which request.',
    examples: [
      {
        id: '0199a1b2-0000-7000-8000-000000000002',
        at: '2031-01-31T12:00:00.000Z',
        actor: { kind: 'person', id: '0199a1b2-0000-7000-8000-000000000001' },
        action: 'profile.created',
        subject: { kind: 'profile', id: '0199a1b2-0000-7000-8000-000000000003' },
      },
    ],
  },
)

export const journalSchemas = [JournalEntry]
