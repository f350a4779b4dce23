import { Badge, Link } from '@fluentui/react-components'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import, ImportCustomer, ImportRow } from '../../api/generated/operations.ts'
import type { Column } from '../../parts/list/columns.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { useSession } from '../../session/session.ts'
import { isPreview, wordsOf } from './states.ts'

const colors = {
  pending: 'subtle',
  registered: 'success',
  already_registered: 'informative',
  held: 'warning',
  rejected: 'danger',
} as const

function CodeLink({ code }: { readonly code: string }) {
  return (
    <Link href={`/errors/${code}`} target="_blank" rel="noopener" inline>
      {code}
    </Link>
  )
}

/** What is said of a row beside its status: why it was rejected, and what was remarked. */
function Why({ row }: { readonly row: ImportRow }) {
  const notes = [...(row.notes ?? []), ...(row.warnings ?? [])].map(note => note.message)
  const text = [row.message, ...notes].filter(Boolean).join(' · ')
  return (
    <span lang="en" title={text}>
      {row.code !== undefined && (
        <>
          <CodeLink code={row.code} />{' '}
        </>
      )}
      {text}
    </span>
  )
}

/** Columns of the rows of an import. */
export function useImportRowColumns(made: Import): Column<ImportRow>[] {
  const { t } = useTranslation()
  const { me } = useSession()
  const words = isPreview(made) ? 'would' : 'rowStates'
  const { context } = wordsOf(made)
  const several = made.counts.customers > 1
  const own = me.organization.kind === 'tenant'
  return useMemo(() => {
    const columns: (Column<ImportRow> | false)[] = [
      { id: 'row', title: t('imports.row'), width: 60, render: ({ row }) => row },
      {
        id: 'serialNumber',
        title: t('devices.serialNumber'),
        width: 150,
        render: ({ serialNumber, deviceId }) =>
          own && deviceId !== undefined ? (
            <TextLink to={`/devices/${deviceId}`}>{serialNumber ?? deviceId}</TextLink>
          ) : (
            serialNumber
          ),
      },
      {
        id: 'status',
        title: t('imports.status'),
        width: 160,
        render: ({ status }) => (
          <Badge appearance="tint" color={colors[status]}>
            {t(`imports.${words}.${status}`, { context })}
          </Badge>
        ),
      },
      several && { id: 'customer', title: t('imports.customer'), width: 160, render: ({ customer }) => customer },
      { id: 'why', title: t('imports.why'), width: 300, render: row => <Why row={row} /> },
      {
        id: 'remedy',
        title: t('imports.remedy'),
        width: 240,
        render: ({ remedy }) => (
          <span lang="en" title={remedy}>
            {remedy}
          </span>
        ),
      },
    ]
    return columns.filter(column => column !== false)
  }, [t, words, context, several, own])
}

/** Columns of the customers whom a file names. */
export function useCustomerColumns(made: Import): Column<ImportCustomer>[] {
  const { t, i18n } = useTranslation()
  const words = isPreview(made) ? 'would' : 'counts'
  return useMemo(() => {
    const counted = (id: keyof ImportCustomer['counts']): Column<ImportCustomer> => ({
      id,
      title: t(`imports.${words}.${id}`),
      width: 120,
      render: ({ counts }) => counts[id].toLocaleString(i18n.language),
    })
    return [
      { id: 'target', title: t('imports.customer'), width: 260, render: ({ target }) => target },
      counted('total'),
      counted('registered'),
      counted('alreadyRegistered'),
      counted('held'),
      counted('rejected'),
      {
        id: 'why',
        title: t('imports.why'),
        width: 160,
        render: ({ code }) => code !== undefined && <CodeLink code={code} />,
      },
    ]
  }, [t, words, i18n.language])
}
