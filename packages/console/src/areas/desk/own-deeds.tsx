import { Button, Tooltip } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, callForFile } from '../../api/call.ts'
import type { DeskRequest } from '../../api/generated/operations.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { saveFile } from '../../parts/download.ts'
import { DownloadIcon } from '../../parts/icons.ts'
import { useNotify } from '../../parts/notify.ts'
import { hasEnded } from './states.ts'

const base = '/api/v1/tenants/{tenantId}/desk-requests/{deskRequestId}'

interface OwnDeedsProps {
  readonly request: DeskRequest
  /** False for the customer of a partner that opened it. */
  readonly isRequester: boolean
}

/** What the requester's side can do with a request now. */
export function OwnDeeds({ request, isRequester }: OwnDeedsProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const notify = useNotify()
  const [asked, setAsked] = useState<'submit' | 'withdraw' | 'fetch'>()
  const path = { tenantId: request.tenantId, deskRequestId: request.id }
  const act = async (reason: string | undefined) => {
    if (asked === 'submit') await call(`POST ${base}/submit`, { path })
    else if (asked === 'withdraw') await call(`POST ${base}/withdraw`, { path, body: { ...(reason && { reason }) } })
    else saveFile(await callForFile(`POST ${base}/hashes`, { path }), `hashes-${request.id}.csv`)
    notify(t(`desk.done.${asked}`))
    await client.invalidateQueries()
  }
  const { hashes, state, makerName: name } = request
  const canFetch = isRequester && hashes && !hashes.fetchedAt && hashes.availableUntilAt > new Date().toISOString()
  const submit = (
    <Button appearance="primary" disabled={!request.proof} onClick={() => setAsked('submit')}>
      {t('desk.submit')}
    </Button>
  )
  return (
    <>
      {!hasEnded(request) && <Button onClick={() => setAsked('withdraw')}>{t('desk.withdraw')}</Button>}
      {isRequester &&
        state === 'draft' &&
        (request.proof ? (
          submit
        ) : (
          <Tooltip content={t('desk.submitNeedsProof')} relationship="description">
            <span>{submit}</span>
          </Tooltip>
        ))}
      {canFetch && (
        <Button appearance="primary" icon={<DownloadIcon />} onClick={() => setAsked('fetch')}>
          {t('desk.fetch')}
        </Button>
      )}
      {asked && (
        <Confirm
          title={t(`desk.ask.${asked}`, { name })}
          deed={t(`desk.${asked}`)}
          askReason={asked === 'withdraw'}
          onConfirm={act}
          onClose={() => setAsked(undefined)}
        >
          {t(`desk.consequence.${asked}`, { name })}
        </Confirm>
      )}
    </>
  )
}
