import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { ReleaseCertificate, ReleasedDevice } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { CopyFacts } from '../../parts/copy-facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Time } from '../../parts/time.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useSession, useTenantId } from '../../session/session.ts'
import { useIssue } from './use-issue.ts'

const useStyles = makeStyles({
  card: { maxWidth: '760px' },
  text: { margin: 0, color: tokens.colorNeutralForeground2 },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
})

/** Asks before a certificate leads nowhere any more. */
export function WithdrawDialog({
  certificate,
  onClose,
}: {
  readonly certificate: ReleaseCertificate
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const deed = useDeed()
  const tenantId = useTenantId()
  const path = { tenantId, certificateId: certificate.id }
  return (
    <Confirm
      title={t('released.withdrawTitle', { name: certificate.serialNumber ?? certificate.deviceId })}
      deed={t('released.withdraw')}
      onConfirm={() =>
        deed(
          call('DELETE /api/v1/tenants/{tenantId}/release-certificates/{certificateId}', { path }),
          t('released.withdrawn'),
        )
      }
      onClose={onClose}
    >
      {t('released.withdrawText')}
    </Confirm>
  )
}

function Issued({ certificate }: { readonly certificate: ReleaseCertificate }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const [withdrawing, setWithdrawing] = useState(false)
  return (
    <>
      <p className={styles.text}>
        {t('released.issuedAt')}: <Time at={certificate.issuedAt} />
      </p>
      <CopyFacts facts={[[t('released.address'), certificate.url]]} />
      <div className={styles.buttons}>
        <Button as="a" href={certificate.url} target="_blank" rel="noopener">
          {t('released.openCertificate')}
        </Button>
        {may('device.release') && (
          <Button appearance="subtle" onClick={() => setWithdrawing(true)}>
            {t('released.withdraw')}
          </Button>
        )}
      </div>
      {withdrawing && <WithdrawDialog certificate={certificate} onClose={() => setWithdrawing(false)} />}
    </>
  )
}

/** What can be handed over with the device: an address that says that it was released, and whether it still is. */
export function CertificateCard({ device }: { readonly device: ReleasedDevice }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const issue = useIssue()
  const read = useRead('GET /api/v1/tenants/{tenantId}/release-certificates', {
    path: { tenantId },
    query: { deviceId: device.id },
  })
  const certificate = read.data?.items.find(one => one.releasedAt === device.releasedAt)
  return (
    <Card title={t('released.certificate')} className={styles.card}>
      {read.error ? (
        <Fault error={read.error} onRetry={() => void read.refetch()} />
      ) : !read.data ? (
        <LoadingRows rows={2} />
      ) : certificate ? (
        <Issued certificate={certificate} />
      ) : (
        <>
          <p className={styles.text}>{t('released.certificateText')}</p>
          {may('device.release') && (
            <div className={styles.buttons}>
              <Button disabled={issue.isPending} onClick={() => issue.mutate([device.id])}>
                {t('released.issue')}
              </Button>
            </div>
          )}
          {issue.error && <Fault error={issue.error} />}
        </>
      )}
    </Card>
  )
}
