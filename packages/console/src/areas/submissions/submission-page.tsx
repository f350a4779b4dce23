import { Button, Field, Input, makeStyles } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { Submission } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useNameOf } from '../../parts/names.ts'
import { useNotify } from '../../parts/notify.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { SubmissionState } from './submission-state.tsx'

const useStyles = makeStyles({ card: { maxWidth: '760px' } })

const titleOf = (submission: Submission): string => submission.serialNumber ?? submission.id

interface DecisionProps {
  readonly submission: Submission
  readonly onClose: () => void
}

/** Registers the device, with another tag if wanted. */
function Approve({ submission, onClose }: DecisionProps) {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const client = useQueryClient()
  const notify = useNotify()
  const [tag, setTag] = useState(submission.groupTag ?? '')
  const approve = async () => {
    const path = { tenantId, submissionId: submission.id }
    const changed = tag.trim() !== (submission.groupTag ?? '')
    const body = changed ? { groupTag: tag.trim() } : {}
    await call('POST /api/v1/tenants/{tenantId}/submissions/{submissionId}/approve', { path, body })
    notify(t('submissions.approved'))
    await client.invalidateQueries()
  }
  return (
    <Confirm
      title={t('submissions.approveTitle', { name: titleOf(submission) })}
      deed={t('submissions.approve')}
      onConfirm={approve}
      onClose={onClose}
    >
      {t('submissions.approveText')}
      <Field label={t('submissions.groupTag')}>
        <Input value={tag} maxLength={512} onChange={(_, { value }) => setTag(value)} />
      </Field>
    </Confirm>
  )
}

function Refuse({ submission, onClose }: DecisionProps) {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const client = useQueryClient()
  const notify = useNotify()
  const refuse = async (reason = '') => {
    const path = { tenantId, submissionId: submission.id }
    await call('POST /api/v1/tenants/{tenantId}/submissions/{submissionId}/refuse', { path, body: { reason } })
    notify(t('submissions.refused'))
    await client.invalidateQueries()
  }
  return (
    <Confirm
      title={t('submissions.refuseTitle', { name: titleOf(submission) })}
      deed={t('submissions.refuse')}
      askReason
      needsReason
      reasonHint={t('submissions.reasonHint')}
      onConfirm={refuse}
      onClose={onClose}
    >
      {t('submissions.refuseText')}
    </Confirm>
  )
}

function Deeds({ submission }: { readonly submission: Submission }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [shown, setShown] = useState<'approve' | 'refuse'>()
  const close = () => setShown(undefined)
  if (!may('device.register')) return null
  const { state } = submission
  return (
    <>
      {state === 'pending' && <Button onClick={() => setShown('refuse')}>{t('submissions.refuse')}</Button>}
      {(state === 'pending' || state === 'approving') && (
        <Button appearance="primary" onClick={() => setShown('approve')}>
          {t('submissions.approve')}
        </Button>
      )}
      {shown === 'approve' && <Approve submission={submission} onClose={close} />}
      {shown === 'refuse' && <Refuse submission={submission} onClose={close} />}
    </>
  )
}

function Detail({ submission }: { readonly submission: Submission }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const nameOf = useNameOf()
  const { submittedBy, decidedBy, deviceId } = submission
  return (
    <Card title={t('submissions.device')} className={styles.card}>
      <Facts
        facts={[
          [t('submissions.serialNumber'), submission.serialNumber],
          [t('submissions.manufacturer'), submission.manufacturer],
          [t('submissions.model'), submission.model],
          [t('submissions.groupTag'), submission.groupTag],
          [t('submissions.note'), submission.note],
          [t('submissions.submittedBy'), nameOf({ kind: 'person', id: submittedBy.id })],
          [t('submissions.submittedAt'), <Time key="at" at={submission.submittedAt} />],
          ...(submission.decidedAt === undefined
            ? [[t('submissions.expiresAt'), <Time key="until" at={submission.expiresAt} />] as const]
            : [
                [t('submissions.decidedAt'), <Time key="decided" at={submission.decidedAt} />] as const,
                [t('submissions.decidedBy'), decidedBy && nameOf(decidedBy)] as const,
              ]),
          ...(submission.reason ? [[t('submissions.reason'), submission.reason] as const] : []),
          ...(deviceId && may('device.read')
            ? [
                [
                  t('submissions.registered'),
                  <TextLink key="device" to={`/devices/${deviceId}`}>
                    {titleOf(submission)}
                  </TextLink>,
                ] as const,
              ]
            : []),
        ]}
      />
    </Card>
  )
}

/** One submitted device: what it is, who asks, and the decision. */
export function SubmissionPage() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const { submissionId = '' } = useParams()
  const above = { to: '/submissions', title: t('areas.submissions') }
  const read = useRead('GET /api/v1/tenants/{tenantId}/submissions/{submissionId}', {
    path: { tenantId, submissionId },
  })
  const submission = read.data
  if (!submission)
    return (
      <Page title={t('submissions.submission')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page
      title={titleOf(submission)}
      text={<SubmissionState state={submission.state} />}
      above={above}
      actions={<Deeds submission={submission} />}
    >
      <Detail submission={submission} />
    </Page>
  )
}
