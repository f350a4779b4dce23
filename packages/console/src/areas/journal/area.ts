import { JournalIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const journalArea: Area = {
  id: 'journal',
  homes: ['tenant', 'partner', 'registry'],
  permissions: ['journal.read'],
  navigation: { section: 'organization', path: '/journal', icon: JournalIcon },
  routes: [pageRoute('journal', ['journal'], async () => (await import('./journal-page.tsx')).JournalPage)],
}
