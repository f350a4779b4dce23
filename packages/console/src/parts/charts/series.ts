/** One of the things that a chart counts by. */
export interface Series {
  readonly id: string
  readonly title: string
  /** A token of the theme. */
  readonly color: string
  /** Where what is counted is listed; of one day when it is given. */
  to(date?: string): string
}

/** Counts of one day, by id of the series; days are those of UTC. */
export interface DayCounts {
  readonly date: string
  readonly counts: Readonly<Record<string, number>>
}

const dayMs = 86_400_000

/** Every day from the first to the last, also those on which nothing happened. */
export function everyDay(from: string, until: string, days: readonly DayCounts[]): DayCounts[] {
  const known = new Map(days.map(day => [day.date, day]))
  const all: DayCounts[] = []
  for (let at = Date.parse(from); at <= Date.parse(until); at += dayMs) {
    const date = new Date(at).toISOString().slice(0, 10)
    all.push(known.get(date) ?? { date, counts: {} })
  }
  return all
}

/** The day after, as conditions on times want it. */
export const nextDay = (date: string): string => new Date(Date.parse(date) + dayMs).toISOString().slice(0, 10)
