import { KeyIcon, LimitsIcon, ServerIcon, WebhooksIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

const operators = { homes: ['registry'], permissions: ['registry.read'] } as const

/** How the registry runs. */
export const operationAreas: readonly Area[] = [
  {
    id: 'servers',
    ...operators,
    navigation: { section: 'operation', path: '/servers', icon: ServerIcon },
    routes: [pageRoute('servers', ['operation'], async () => (await import('./servers-page.tsx')).ServersPage)],
  },
  {
    id: 'webhookStandings',
    ...operators,
    navigation: { section: 'operation', path: '/webhook-standings', icon: WebhooksIcon },
    routes: [
      pageRoute(
        'webhook-standings',
        ['operation', 'webhooks', 'jobs'],
        async () => (await import('./webhook-standings-page.tsx')).WebhookStandingsPage,
      ),
    ],
  },
  {
    id: 'limits',
    ...operators,
    navigation: { section: 'operation', path: '/limits', icon: LimitsIcon },
    routes: [pageRoute('limits', ['operation'], async () => (await import('./limits-page.tsx')).LimitsPage)],
  },
  {
    id: 'keys',
    ...operators,
    navigation: { section: 'operation', path: '/keys', icon: KeyIcon },
    routes: [pageRoute('keys', ['operation'], async () => (await import('./keys-page.tsx')).KeysPage)],
  },
]
