import { ProfilesIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

const edit = async () => (await import('./edit-page.tsx')).EditPage

export const profilesArea: Area = {
  id: 'profiles',
  homes: ['tenant'],
  permissions: ['profile.read'],
  navigation: { section: 'rules', path: '/profiles', icon: ProfilesIcon },
  routes: [
    pageRoute('profiles', ['profiles'], async () => (await import('./profiles-page.tsx')).ProfilesPage),
    pageRoute('profiles/new', ['profiles'], edit),
    pageRoute('profiles/:profileId', ['profiles'], async () => (await import('./profile-page.tsx')).ProfilePage),
    pageRoute('profiles/:profileId/edit', ['profiles'], edit),
  ],
}
