import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  Textarea,
  tokens,
} from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { LineStation } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { List } from '../../parts/list/list.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useNotify } from '../../parts/notify.ts'
import { Page } from '../../parts/page.tsx'
import { Time } from '../../parts/time.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useOrganizationId, useSession } from '../../session/session.ts'
import { useReportColumns } from './report-columns.tsx'
import { StationState } from './stations-page.tsx'

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground2 },
  content: { display: 'flex', flexDirection: 'column', gap: '14px' },
})

function StationFacts({ station }: { readonly station: LineStation }) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const { revokedAt, clockSkewMs, lastReportAt } = station
  const heard = lastReportAt ? <Time at={lastReportAt} /> : t('factory.never')
  return (
    <Card title={t('factory.station')}>
      <Facts
        facts={[
          [t('factory.line'), station.line],
          [t('factory.lastReportAt'), heard],
          [t('factory.taken'), station.lastSequence.toLocaleString(i18n.language)],
          [t('factory.clock'), clockSkewMs === undefined ? undefined : t('factory.clockMs', { count: clockSkewMs })],
          [t('factory.addedAt'), <Time key="added" at={station.createdAt} />],
          ...(revokedAt
            ? [
                [t('factory.revokedAt'), <Time key="revoked" at={revokedAt} />] as const,
                [t('confirm.reason'), station.revokedReason] as const,
              ]
            : []),
          [t('factory.thumbprint'), <code key="key">{station.thumbprint}</code>],
        ]}
      />
      <span className={styles.quiet}>{t('factory.queueText')}</span>
    </Card>
  )
}

function Revoke({ station, onClose }: { readonly station: LineStation; readonly onClose: () => void }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const partnerId = useOrganizationId()
  const client = useQueryClient()
  const notify = useNotify()
  const [reason, setReason] = useState('')
  const revoke = useMutation({
    mutationFn: () =>
      call('POST /api/v1/partners/{partnerId}/line-stations/{stationId}/revoke', {
        path: { partnerId, stationId: station.id },
        body: { reason: reason.trim() },
      }),
    onSuccess: async () => {
      notify(t('factory.stationRevoked'))
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Dialog open modalType="alert" onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('factory.revokeTitle', { name: station.name })}</DialogTitle>
          <DialogContent className={styles.content}>
            <span>{t('factory.revokeText')}</span>
            <Field label={t('confirm.reason')} required>
              <Textarea value={reason} maxLength={500} onChange={(_, { value }) => setReason(value)} />
            </Field>
            {revoke.error && <Fault error={revoke.error} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('confirm.cancel')}</Button>
            <Button
              appearance="primary"
              disabled={reason.trim() === '' || revoke.isPending}
              onClick={() => revoke.mutate()}
            >
              {t('factory.revoke')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function Rename({ station, onClose }: { readonly station: LineStation; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const path = { partnerId: useOrganizationId(), stationId: station.id }
  const [name, setName] = useState(station.name)
  const [line, setLine] = useState(station.line ?? '')
  const body = { name: name.trim(), line: line.trim() === '' ? null : line.trim() }
  return (
    <FormDialog
      title={t('factory.renameTitle', { name: station.name })}
      deed={t('shell.save')}
      ready={body.name !== ''}
      onSubmit={() =>
        deed(call('PATCH /api/v1/partners/{partnerId}/line-stations/{stationId}', { path, body }), t('shell.saved'))
      }
      onClose={onClose}
    >
      <span>{t('factory.renameText')}</span>
      <Field label={t('factory.name')} required>
        <Input value={name} maxLength={100} onChange={(_, { value }) => setName(value)} />
      </Field>
      <Field label={t('factory.line')}>
        <Input value={line} maxLength={100} onChange={(_, { value }) => setLine(value)} />
      </Field>
    </FormDialog>
  )
}

function Reports({ stationId }: { readonly stationId: string }) {
  const { t } = useTranslation()
  const partnerId = useOrganizationId()
  const columns = useReportColumns().filter(({ id }) => !['station', 'format'].includes(id))
  const operation = 'GET /api/v1/partners/{partnerId}/build-reports'
  const pages = usePages(operation, { path: { partnerId }, query: { stationId } })
  return (
    <List
      name={t('areas.buildReports')}
      columns={columns.map(({ sort: _, ...column }) => column)}
      idOf={report => report.id}
      pages={pages}
      empty={<Empty title={t('factory.noReportsOfStation')} text={t('factory.noReportsOfStationText')} />}
    />
  )
}

/** A station of the line: when it was heard of last, and what it has reported. */
export function StationPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const partnerId = useOrganizationId()
  const { stationId = '' } = useParams()
  const [open, setOpen] = useState<'rename' | 'revoke'>()
  const close = () => setOpen(undefined)
  const read = useRead('GET /api/v1/partners/{partnerId}/line-stations/{stationId}', { path: { partnerId, stationId } })
  const station = read.data
  const above = { to: '/line-stations', title: t('areas.lineStations') }
  if (!station)
    return (
      <Page title={t('factory.station')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page
      title={station.name}
      above={above}
      text={<StationState {...station} />}
      actions={
        may('station.manage') &&
        !station.revokedAt && (
          <>
            <Button onClick={() => setOpen('rename')}>{t('factory.rename')}</Button>
            <Button onClick={() => setOpen('revoke')}>{t('factory.revoke')}</Button>
          </>
        )
      }
    >
      <StationFacts station={station} />
      <Reports stationId={station.id} />
      {open === 'rename' && <Rename station={station} onClose={close} />}
      {open === 'revoke' && <Revoke station={station} onClose={close} />}
    </Page>
  )
}
