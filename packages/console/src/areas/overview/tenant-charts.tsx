import { tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { DailyCounts } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { BarsCard } from '../../parts/charts/bars-card.tsx'
import { DayChart } from '../../parts/charts/day-chart.tsx'
import { everyDay, nextDay, type Series } from '../../parts/charts/series.ts'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { ChartGrid } from './chart-grid.tsx'
import { useDailyCounts } from './use-daily-counts.ts'

interface DailyCardProps {
  readonly kind: DailyCounts['kind']
  readonly title: string
  readonly none: string
  readonly series: readonly Series[]
}

function DailyCard({ kind, title, none, series }: DailyCardProps) {
  const { data, error, refetch } = useDailyCounts(kind)
  if (data)
    return <DayChart {...{ title, none, series }} file={kind} days={everyDay(data.from, data.until, data.days)} />
  return (
    <Card title={title}>
      {error ? <Fault error={error} onRetry={() => void refetch()} /> : <LoadingRows rows={6} />}
    </Card>
  )
}

const answers = {
  registered: { query: 'booted=true', color: tokens.colorCompoundBrandBackground },
  no_profile: { query: 'profileId=none', color: tokens.colorPaletteMarigoldBorderActive },
  conflict: { query: 'conflict=true', color: tokens.colorPaletteRedBackground3 },
}
const sources = {
  hash: tokens.colorCompoundBrandBackground,
  'product-key-id': tokens.colorPaletteLavenderBorderActive,
  tuple: tokens.colorPaletteMarigoldBorderActive,
}

/** First boots by what the device was told. */
function FirstBootsChart() {
  const { t } = useTranslation()
  const series = Object.entries(answers).map(([id, { query, color }]) => ({
    id,
    color,
    title: t(`charts.answers.${id}`),
    to: () => `/devices?${query}`,
  }))
  return <DailyCard kind="first-boots" title={t('charts.firstBoots')} none={t('charts.noBoots')} series={series} />
}

/** Devices by what they were registered with. */
function RegistrationsChart() {
  const { t } = useTranslation()
  const series = Object.entries(sources).map(([id, color]) => ({
    id,
    color,
    title: t(`devices.sources.${id}`),
    to: (date?: string) => {
      const day = date && { registeredFrom: `${date}T00:00:00Z`, registeredUntil: `${nextDay(date)}T00:00:00Z` }
      return `/devices?${new URLSearchParams({ source: id, ...day })}`
    },
  }))
  const title = t('charts.registrations')
  return <DailyCard kind="registrations" title={title} none={t('charts.noRegistrations')} series={series} />
}

/** Devices by model, the commonest first. */
function ModelsChart() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const { data, error } = useRead('GET /api/v1/tenants/{tenantId}/model-counts', { path: { tenantId } })
  const rows = data && [
    ...data.models.slice(0, 8).map(({ model, devices }) => ({
      id: model,
      name: model,
      count: devices,
      to: `/devices?${new URLSearchParams({ model })}`,
    })),
    ...others(
      data.others + data.models.slice(8).reduce((sum, { devices }) => sum + devices, 0),
      t('charts.otherModels'),
    ),
  ]
  return <BarsCard title={t('charts.models')} file="models" none={t('charts.noModels')} {...{ rows, error }} />
}

const others = (count: number, name: string) => (count === 0 ? [] : [{ id: 'others', name, count, to: undefined }])

/** Devices by the profile that they get. */
function ProfilesCard() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const read = useRead('GET /api/v1/tenants/{tenantId}/profile-counts', { path: { tenantId } })
  const rows = [
    ...(read.data?.profiles ?? []).map(({ id, displayName, devices }) => ({
      id,
      name: displayName,
      count: devices,
      to: `/devices?profileId=${id}`,
    })),
    {
      id: 'none',
      name: t('devices.withoutProfile'),
      count: read.data?.withoutProfile ?? 0,
      to: '/devices?profileId=none',
    },
  ]
  return <BarsCard title={t('overview.profiles')} file="profiles" none="" rows={read.data && rows} error={read.error} />
}

/** How a customer's devices came, what they were told, and what they are. */
export function TenantCharts() {
  const { may } = useSession()
  return (
    <ChartGrid>
      <FirstBootsChart />
      <RegistrationsChart />
      <ModelsChart />
      {may('profile.read') && <ProfilesCard />}
    </ChartGrid>
  )
}
