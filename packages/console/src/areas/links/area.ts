import { PartnerLinksIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

/** Indirect providers and their resellers: other partners have no links. */
export const linksArea: Area = {
  id: 'links',
  homes: ['partner'],
  partnerKinds: ['csp-indirect-provider', 'csp-indirect-reseller'],
  permissions: ['link.read'],
  navigation: { section: 'organization', path: '/links', icon: PartnerLinksIcon },
  routes: [pageRoute('links', ['links'], async () => (await import('./links-page.tsx')).LinksPage)],
}
