import { SignInIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const signInArea: Area = {
  id: 'signInPolicy',
  homes: ['tenant', 'partner', 'registry'],
  permissions: ['sign-in.manage', 'organization.read'],
  navigation: { section: 'organization', path: '/sign-in', icon: SignInIcon },
  routes: [
    pageRoute('sign-in', ['sign-in'], async () => (await import('./sign-in-page.tsx')).SignInPage),
    pageRoute(
      'sign-in/providers/new',
      ['sign-in', 'roles'],
      async () => (await import('./new-provider-page.tsx')).NewProviderPage,
    ),
    pageRoute(
      'sign-in/providers/:providerId',
      ['sign-in', 'roles'],
      async () => (await import('./provider-page.tsx')).ProviderPage,
    ),
  ],
}
