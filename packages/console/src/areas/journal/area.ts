import { JournalIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'

export const journalArea: Area = {
  id: 'journal',
  homes: ['tenant', 'partner', 'registry'],
  permissions: ['journal.read'],
  navigation: { section: 'organization', path: '/journal', icon: JournalIcon },
  routes: [{ path: 'journal', lazy: { Component: async () => (await import('./journal-page.tsx')).JournalPage } }],
}
