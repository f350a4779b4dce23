import { Badge, Link } from '@fluentui/react-components'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ActionRow } from '../../api/generated/operations.ts'
import type { Column } from '../../parts/list/columns.ts'
import { TextLink } from '../../parts/text-link.tsx'

const colors = {
  done: 'success',
  ready: 'informative',
  failed: 'danger',
  refused: 'danger',
  unchanged: 'subtle',
  asked: 'informative',
} as const

/** A few members of an object, for people. */
function brief(value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  return Object.values(value)
    .map(each => (each === null ? '–' : typeof each === 'object' ? JSON.stringify(each) : String(each)))
    .join(', ')
}

/** Columns of the rows of an action. */
export function useRowColumns(): Column<ActionRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'serialNumber',
        title: t('devices.serialNumber'),
        width: 160,
        render: row =>
          row.deviceId ? (
            <TextLink to={`/devices/${row.deviceId}`}>{row.serialNumber ?? row.deviceId}</TextLink>
          ) : (
            row.serialNumber
          ),
      },
      {
        id: 'status',
        title: t('actions.status'),
        width: 120,
        render: row => (
          <Badge appearance="tint" color={colors[row.status]}>
            {t(`actions.rowStates.${row.status}`)}
          </Badge>
        ),
      },
      { id: 'before', title: t('actions.before'), width: 160, render: row => brief(row.before) },
      { id: 'after', title: t('actions.after'), width: 160, render: row => brief(row.after) },
      {
        id: 'why',
        title: t('actions.why'),
        width: 280,
        render: row =>
          row.code && (
            <span title={row.remedy}>
              <Link href={`/errors/${row.code}`} target="_blank" rel="noopener" inline>
                {row.code}
              </Link>{' '}
              {row.message}
            </span>
          ),
      },
    ],
    [t],
  )
}
