import { GroupsIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

const edit = async () => (await import('./edit-page.tsx')).EditPage

export const groupsArea: Area = {
  id: 'groups',
  homes: ['tenant'],
  permissions: ['group.read'],
  navigation: { section: 'rules', path: '/groups', icon: GroupsIcon },
  routes: [
    pageRoute('groups', ['groups'], async () => (await import('./groups-page.tsx')).GroupsPage),
    pageRoute('groups/new', ['groups', 'devices'], edit),
    pageRoute('groups/:groupId', ['groups', 'devices'], async () => (await import('./group-page.tsx')).GroupPage),
    pageRoute('groups/:groupId/edit', ['groups', 'devices'], edit),
  ],
}
