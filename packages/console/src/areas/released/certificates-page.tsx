import { Button, Link } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReleaseCertificate } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { useListQuery } from '../../parts/list/query.ts'
import { conditionsOf, ListPage } from '../../parts/list-page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { WithdrawDialog } from './certificate-card.tsx'

function useCertificateColumns(onWithdraw: (certificate: ReleaseCertificate) => void): Column<ReleaseCertificate>[] {
  const { t } = useTranslation()
  const { may } = useSession()
  return [
    {
      id: 'serialNumber',
      title: t('released.serialNumber'),
      width: 150,
      render: ({ serialNumber, deviceId, url }) => (
        <Link href={url} target="_blank" rel="noopener">
          {serialNumber ?? deviceId}
        </Link>
      ),
    },
    { id: 'model', title: t('released.model'), width: 140, render: ({ model }) => model },
    {
      id: 'releasedAt',
      title: t('released.releasedAt'),
      width: 160,
      render: ({ releasedAt }) => <Time at={releasedAt} />,
    },
    {
      id: 'issuedAt',
      title: t('released.issuedAt'),
      width: 160,
      sort: 'issuedAt',
      render: ({ issuedAt }) => <Time at={issuedAt} />,
    },
    {
      id: 'deeds',
      title: t('released.certificate'),
      width: 130,
      render: certificate =>
        may('device.release') && (
          <Button
            size="small"
            aria-label={`${t('released.withdraw')}: ${certificate.serialNumber ?? certificate.deviceId}`}
            onClick={() => onWithdraw(certificate)}
          >
            {t('released.withdraw')}
          </Button>
        ),
    },
  ]
}

/** Certificates of releases that were issued, and not taken back. */
export function CertificatesPage() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const query = useListQuery()
  const [withdrawing, setWithdrawing] = useState<ReleaseCertificate>()
  const conditions = conditionsOf(query.values, ['serialNumber', 'order'])
  const pages = usePages('GET /api/v1/tenants/{tenantId}/release-certificates', {
    path: { tenantId },
    query: conditions,
  })
  const searched = query.values['serialNumber'] !== undefined
  return (
    <ListPage
      title={t('released.certificates')}
      text={t('released.certificatesText')}
      above={{ to: '/released-devices', title: t('areas.released') }}
      query={query}
      filters={[{ id: 'serialNumber', title: t('released.serialNumber') }]}
      columns={useCertificateColumns(setWithdrawing)}
      idOf={certificate => certificate.id}
      pages={pages}
      sorted={{ sort: 'issuedAt', order: 'desc' }}
      empty={
        <Empty
          title={t(searched ? 'released.noCertificateMatches' : 'released.noCertificates')}
          {...(!searched && {
            text: t('released.noCertificatesText'),
            action: <TextLink to="/released-devices">{t('areas.released')}</TextLink>,
          })}
        />
      }
    >
      {withdrawing && <WithdrawDialog certificate={withdrawing} onClose={() => setWithdrawing(undefined)} />}
    </ListPage>
  )
}
