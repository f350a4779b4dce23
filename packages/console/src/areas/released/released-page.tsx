import { Button } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ReleasedDevice } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { ChoiceBar } from '../../parts/choice-bar.tsx'
import { saveCsv } from '../../parts/csv.ts'
import { Empty } from '../../parts/empty.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { useListQuery } from '../../parts/list/query.ts'
import { useSelection } from '../../parts/list/selection.ts'
import { conditionsOf, ListPage } from '../../parts/list-page.tsx'
import { useNameOf } from '../../parts/names.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { mostCertificates, useIssue } from './use-issue.ts'

const members = [
  ['manufacturer', 120],
  ['model', 130],
  ['groupTag', 100],
] as const

function useReleasedColumns(): Column<ReleasedDevice>[] {
  const { t } = useTranslation()
  const nameOf = useNameOf()
  return [
    {
      id: 'serialNumber',
      title: t('released.serialNumber'),
      width: 140,
      render: ({ id, serialNumber }) => <TextLink to={`/released-devices/${id}`}>{serialNumber ?? id}</TextLink>,
    },
    ...members.map(([id, width]) => ({
      id,
      title: t(`released.${id}`),
      width,
      usual: id !== 'manufacturer',
      render: (device: ReleasedDevice) => device[id],
    })),
    {
      id: 'releasedAt',
      title: t('released.releasedAt'),
      width: 155,
      usual: true,
      sort: 'releasedAt',
      render: ({ releasedAt }) => <Time at={releasedAt} />,
    },
    {
      id: 'releasedBy',
      title: t('released.releasedBy'),
      width: 140,
      usual: true,
      render: ({ releasedBy }) => nameOf(releasedBy),
    },
    { id: 'reason', title: t('released.reason'), width: 130, usual: true, render: device => device.reason },
    {
      id: 'expiresAt',
      title: t('released.until'),
      width: 125,
      usual: true,
      render: ({ expiresAt }) => <Time at={expiresAt} kind="date" />,
    },
  ]
}

interface ChosenBarProps {
  readonly devices: readonly ReleasedDevice[]
  readonly onClear: () => void
}

/** Issues certificates for the devices that are chosen, and saves their addresses. */
function ChosenBar({ devices, onClear }: ChosenBarProps) {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const issue = useIssue()
  const count = devices.length
  const tooMany = count > mostCertificates
  const issueAll = async () => {
    const { items } = await issue.mutateAsync(devices.map(({ id }) => id))
    const head = [t('released.serialNumber'), t('released.address')]
    const rows = items.flatMap(({ certificate: one }) => (one ? [[one.serialNumber ?? one.deviceId, one.url]] : []))
    saveCsv([head, ...rows], 'certificates.csv')
    await navigate('/release-certificates')
  }
  return (
    <>
      <ChoiceBar
        name={t('list.selection')}
        text={t('list.chosen', { count, shown: count.toLocaleString(i18n.language) })}
      >
        {tooMany && (
          <span>{t('released.mostCertificates', { shown: mostCertificates.toLocaleString(i18n.language) })}</span>
        )}
        <Button disabled={tooMany || issue.isPending} onClick={() => void issueAll().catch(() => undefined)}>
          {t('released.issueMany')}
        </Button>
        <Button appearance="subtle" onClick={onClear}>
          {t('list.clear')}
        </Button>
      </ChoiceBar>
      {issue.error && <Fault error={issue.error} />}
    </>
  )
}

/** Devices that were released and can still be taken back. */
export function ReleasedPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const query = useListQuery()
  const columns = useReleasedColumns()
  const selection = useSelection()
  const { serialNumber } = query.values
  const pages = usePages('GET /api/v1/tenants/{tenantId}/released-devices', {
    path: { tenantId },
    query: conditionsOf(query.values, ['serialNumber', 'order']),
  })
  const chosen = pages.data?.pages.flatMap(page => page.items).filter(({ id }) => selection.ids.has(id)) ?? []
  return (
    <ListPage
      title={t('areas.released')}
      text={t('released.text')}
      query={query}
      filters={[{ id: 'serialNumber', title: t('released.serialNumber') }]}
      columns={columns}
      columnsOf="released"
      idOf={device => device.id}
      pages={pages}
      sorted={{ sort: 'releasedAt', order: 'desc' }}
      selection={may('device.release') ? selection : undefined}
      actions={<LinkButton to="/release-certificates">{t('released.certificates')}</LinkButton>}
      empty={
        <Empty
          title={t(serialNumber ? 'released.noneMatch' : 'released.none')}
          {...(!serialNumber && { text: t('released.noneText') })}
        />
      }
    >
      {chosen.length > 0 && <ChosenBar devices={chosen} onClear={selection.clear} />}
    </ListPage>
  )
}
