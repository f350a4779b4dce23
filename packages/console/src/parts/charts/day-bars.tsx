import { VerticalStackedBarChart } from '@fluentui/react-charts'
import { tokens } from '@fluentui/react-components'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { localeOf } from '../../i18n/locale.ts'
import type { DayCounts, Series } from './series.ts'

interface DayBarsProps {
  readonly title: string
  readonly series: readonly Series[]
  readonly days: readonly DayCounts[]
}

const height = 200

/** The width that there is; charts have to be told. */
function useWidth() {
  const frame = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!frame.current) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
  return { frame, width }
}

/** Counts day by day, stacked; a bar leads to what it counts. */
export function DayBars({ title, series, days }: DayBarsProps) {
  const { i18n } = useTranslation()
  const navigate = useNavigate()
  const { frame, width } = useWidth()
  const dayOf = new Intl.DateTimeFormat(localeOf(i18n.language), { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const titleOf = new Map(days.map(({ date }) => [dayOf.format(new Date(date)), date]))
  const data = days.map(({ date, counts }) => ({
    xAxisPoint: dayOf.format(new Date(date)),
    chartData: series.map(({ id, title: legend, color }) => ({
      legend,
      data: counts[id] ?? 0,
      color,
      xAxisCalloutData: dayOf.format(new Date(date)),
    })),
  }))
  const every = Math.ceil(days.length / Math.max(2, Math.floor(width / 64)))
  return (
    <div ref={frame} style={{ height: `${height}px`, color: tokens.colorNeutralForeground1 }}>
      {width > 0 && (
        <VerticalStackedBarChart
          chartTitle={title}
          data={data}
          width={width}
          height={height}
          culture={i18n.language}
          barWidth="auto"
          hideLegend
          barGapMax={1}
          yAxisTickCount={4}
          tickValues={data.filter((_, at) => at % every === 0).map(({ xAxisPoint }) => xAxisPoint)}
          onBarClick={(_, bar) => {
            const { legend, xAxisCalloutData } = bar as { legend?: string; xAxisCalloutData?: string }
            const clicked = series.find(one => one.title === legend)
            if (clicked) void navigate(clicked.to(titleOf.get(xAxisCalloutData ?? '')))
          }}
        />
      )}
    </div>
  )
}
