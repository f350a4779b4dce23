import { DatabaseSync } from 'node:sqlite'
import type { ConsoleWorld } from './console-world.ts'

/** Counts of days before today, for pictures: a registry that is a minute old has none. */
export function fillPastDays({ service, tenantId, makerId }: ConsoleWorld, days = 40): void {
  const store = new DatabaseSync(service.databasePath)
  const insert = store.prepare('insert into daily_counts values (?, ?, ?, ?, 0, ?) on conflict do nothing')
  const today = Math.floor(Date.now() / 86_400_000)
  for (let ago = 1; ago < days; ago++) {
    const day = today - ago
    // Workdays are busier than weekends.
    const busy = [4, 5].includes(day % 7) ? 0.15 : 1
    const wave = (most: number, shift: number) => Math.round(busy * most * (0.6 + 0.4 * Math.sin(day / 3 + shift)))
    const counts: [string, string, string, number][] = [
      [tenantId, 'first-boots', 'registered', wave(46, 0)],
      [tenantId, 'first-boots', 'no_profile', wave(6, 2)],
      [tenantId, 'first-boots', 'conflict', ago % 6 === 0 ? 1 : 0],
      [tenantId, 'registrations', 'hash', wave(30, 1)],
      [tenantId, 'registrations', 'product-key-id', wave(52, 3)],
      [tenantId, 'registrations', 'tuple', wave(12, 4)],
      [makerId, 'customers', tenantId, wave(90, 1)],
      [makerId, 'rejections', 'device_not_found', wave(7, 0)],
      [makerId, 'rejections', 'device_registered_elsewhere', ago % 4],
      [makerId, 'rejections', 'invalid_hardware_hash', ago % 3],
    ]
    for (const [organization, kind, name, count] of counts)
      if (count > 0) insert.run(organization, kind, day, name, count)
  }
  store.close()
}
