import { FactoryIcon, ReportsIcon, StationIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

const catalogues = ['factory', 'batches', 'devices', 'journal']
const forMakers = { homes: ['partner'], partnerKinds: ['oem'], permissions: ['factory.read'] } as const

/** What a maker reports that it has built, and the machines that report it. */
export const factoryAreas: readonly Area[] = [
  {
    ...forMakers,
    id: 'buildReports',
    navigation: { section: 'factory', path: '/build-reports', icon: ReportsIcon },
    routes: [
      pageRoute('build-reports', catalogues, async () => (await import('./reports-page.tsx')).ReportsPage),
      pageRoute('build-reports/:reportId', catalogues, async () => (await import('./report-page.tsx')).ReportPage),
    ],
  },
  {
    ...forMakers,
    id: 'factoryRecords',
    navigation: { section: 'factory', path: '/factory-records', icon: FactoryIcon },
    routes: [
      pageRoute('factory-records', catalogues, async () => (await import('./records-page.tsx')).RecordsPage),
      pageRoute('factory-records/:recordId', catalogues, async () => (await import('./record-page.tsx')).RecordPage),
    ],
  },
  {
    ...forMakers,
    id: 'lineStations',
    navigation: { section: 'factory', path: '/line-stations', icon: StationIcon },
    routes: [
      pageRoute('line-stations', catalogues, async () => (await import('./stations-page.tsx')).StationsPage),
      pageRoute('line-stations/:stationId', catalogues, async () => (await import('./station-page.tsx')).StationPage),
    ],
  },
]
