import { SubmissionsIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const submissionsArea: Area = {
  id: 'submissions',
  homes: ['tenant'],
  permissions: [],
  anyOf: ['device.submit', 'device.register'],
  navigation: { section: 'work', path: '/submissions', icon: SubmissionsIcon },
  routes: [
    pageRoute('submissions', ['submissions'], async () => (await import('./submissions-page.tsx')).SubmissionsPage),
    pageRoute('submissions/new', ['submissions'], async () => (await import('./submit-page.tsx')).SubmitPage),
    pageRoute(
      'submissions/:submissionId',
      ['submissions'],
      async () => (await import('./submission-page.tsx')).SubmissionPage,
    ),
  ],
}
