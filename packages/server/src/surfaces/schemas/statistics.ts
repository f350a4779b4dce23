import { dailyCountKinds, mostCountedDays } from '@hailport/registry'
import Type from 'typebox'
import { closed, ref } from './common.ts'

const Day = Type.String({ format: 'date', description: 'A day, UTC.' })

const NamedCount = Type.Object({ name: Type.String(), count: Type.Integer() }, { $id: 'NamedCount' })

const dailyCountKind = Type.Enum([...dailyCountKinds], {
  description:
    'first-boots (of a tenant, by answer), registrations (of a tenant, by source), customers (devices that a partner registered, by tenant id), rejections (of who submitted, by code).',
})

export const DailyCountQuery = closed({
  kind: dailyCountKind,
  days: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: mostCountedDays,
      description: 'Today and so many days before less one; 30 when absent.',
    }),
  ),
})

export const DailyCounts = Type.Object(
  {
    kind: dailyCountKind,
    from: Day,
    until: Day,
    total: Type.Integer(),
    names: Type.Array(ref(NamedCount), { description: 'The highest, in that order.' }),
    others: Type.Integer({ description: 'Counted under other names.' }),
    days: Type.Array(Type.Object({ date: Day, counts: Type.Record(Type.String(), Type.Integer()) }), {
      description: 'Days on which something happened: counts by name.',
    }),
  },
  { $id: 'DailyCounts', description: 'What happened on each of some days. Counting began with version 0.1.' },
)

export const ModelCounts = Type.Object(
  {
    models: Type.Array(Type.Object({ model: Type.String(), devices: Type.Integer() }), {
      description: 'The commonest, in that order.',
    }),
    others: Type.Integer({ description: 'Devices of other models.' }),
  },
  { $id: 'ModelCounts' },
)

export const statisticsSchemas = [NamedCount, DailyCounts, ModelCounts]
