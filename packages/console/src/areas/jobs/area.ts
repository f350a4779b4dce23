import { JobsIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const jobsArea: Area = {
  id: 'jobs',
  homes: ['registry'],
  permissions: ['registry.read'],
  navigation: { section: 'operation', path: '/jobs', icon: JobsIcon },
  routes: [
    pageRoute('jobs', ['jobs'], async () => (await import('./jobs-page.tsx')).JobsPage),
    pageRoute('jobs/:jobId', ['jobs'], async () => (await import('./job-page.tsx')).JobPage),
  ],
}
