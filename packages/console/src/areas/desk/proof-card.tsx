import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { callForFile } from '../../api/call.ts'
import type { DeskRequest } from '../../api/generated/operations.ts'
import { Card } from '../../parts/card.tsx'
import { saveFile } from '../../parts/download.ts'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { DownloadIcon } from '../../parts/icons.ts'
import { sizeOf } from '../../parts/size-of.ts'
import { Time } from '../../parts/time.tsx'
import type { Side } from './states.ts'

const useStyles = makeStyles({
  digest: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

function DownloadProof({ request, side }: { readonly request: DeskRequest; readonly side: Side }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { id: deskRequestId, makerId: partnerId, tenantId } = request
  const download = useMutation({
    mutationFn: async () => {
      const file =
        side === 'maker'
          ? await callForFile('GET /api/v1/partners/{partnerId}/desk-requests/{deskRequestId}/proof', {
              path: { partnerId, deskRequestId },
            })
          : await callForFile('GET /api/v1/tenants/{tenantId}/desk-requests/{deskRequestId}/proof', {
              path: { tenantId, deskRequestId },
            })
      saveFile(file, `proof-${deskRequestId}.pdf`)
    },
    // That it was read stands in the journal.
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <>
      <div>
        <Button icon={<DownloadIcon />} disabled={download.isPending} onClick={() => download.mutate()}>
          {t('desk.downloadProof')}
        </Button>
      </div>
      {download.error && <Fault error={download.error} />}
    </>
  )
}

interface ProofCardProps {
  readonly request: DeskRequest
  readonly side: Side
  /** Absent for the customer of a partner that asked: it is not shown the document. */
  readonly mayRead: boolean
  readonly children?: ReactNode
}

/** The proof of purchase as it was received; who may, takes it from here. */
export function ProofCard({ request, side, mayRead, children }: ProofCardProps) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const { proof } = request
  return (
    <Card title={t('desk.proof')}>
      {proof ? (
        <Facts
          facts={[
            [t('desk.proofSize'), sizeOf(proof.size, i18n.language)],
            [t('desk.proofReceived'), <Time key="received" at={proof.receivedAt} />],
            [
              'SHA-256',
              <span key="digest" className={styles.digest}>
                {proof.digest}
              </span>,
            ],
            ...(proof.deletedAt
              ? [[t('desk.proofDeleted'), <Time key="deleted" at={proof.deletedAt} />] as const]
              : []),
          ]}
        />
      ) : (
        <span className={styles.quiet}>{t('desk.noProof')}</span>
      )}
      {side === 'maker' && proof && !proof.deletedAt && (
        <span className={styles.quiet}>{t('desk.proofJournalled')}</span>
      )}
      {proof && !proof.deletedAt && mayRead && <DownloadProof request={request} side={side} />}
      {proof && !mayRead && <span className={styles.quiet}>{t('desk.proofNotShown')}</span>}
      {children}
    </Card>
  )
}
