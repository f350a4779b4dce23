import { MessageBar, MessageBarBody, Radio, RadioGroup } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { CheckedDeskDevice, DeskDecisionAnswer, DeskRequest } from '../../api/generated/operations.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useNotify } from '../../parts/notify.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { WhyNot } from '../../parts/why-not.tsx'
import { useSession } from '../../session/session.ts'

interface ChooseRecordDialogProps {
  readonly request: DeskRequest
  readonly device: CheckedDeskDevice
  readonly onClose: () => void
}

type FactoryRecord = NonNullable<NonNullable<CheckedDeskDevice['check']>['records']>[number]

function About({ record }: { readonly record: FactoryRecord }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const { manufacturer, model, productKeyId, reportedAt, holder } = record
  return (
    <>
      <div>{[manufacturer, model].filter(Boolean).join(' · ')}</div>
      <div>
        {productKeyId && `${t('devices.productKeyId')}: ${productKeyId} · `}
        {t('desk.reportedAt')}: <Time at={reportedAt} /> · {t('desk.holder')}: {t(`desk.holders.${holder}`)}
      </div>
      {may('factory.read') && <TextLink to={`/factory-records/${record.id}`}>{t('desk.showRecord')}</TextLink>}
    </>
  )
}

/** Approves a device whose serial number several factory records have, by saying which of them is meant. */
export function ChooseRecordDialog({ request, device, onClose }: ChooseRecordDialogProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const notify = useNotify()
  const [recordId, setRecordId] = useState('')
  const { serialNumber } = device
  const [refusal, setRefusal] = useState<DeskDecisionAnswer['results'][number]>()
  const path = { partnerId: request.makerId, deskRequestId: request.id }
  const approve = async () => {
    const decisions = [{ serialNumber, approve: true, recordId }]
    const answer = await call('POST /api/v1/partners/{partnerId}/desk-requests/{deskRequestId}/decisions', {
      path,
      body: { decisions },
    })
    const left = answer.results.find(({ code }) => code !== undefined)
    setRefusal(left)
    await client.invalidateQueries()
    if (left) return 'stay'
    notify(t('desk.approvedCount', { count: 1 }))
    return 'done'
  }
  return (
    <FormDialog
      title={t('desk.whichRecord', { name: serialNumber })}
      deed={t('desk.approveDeed')}
      ready={recordId !== ''}
      onSubmit={approve}
      onClose={onClose}
    >
      <span>{t('desk.whichRecordText')}</span>
      <RadioGroup aria-label={t('desk.record')} value={recordId} onChange={(_, { value }) => setRecordId(value)}>
        {(device.check?.records ?? []).map(record => (
          <Radio key={record.id} value={record.id} label={<About record={record} />} />
        ))}
      </RadioGroup>
      {refusal && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <WhyNot {...refusal} />
          </MessageBarBody>
        </MessageBar>
      )}
    </FormDialog>
  )
}
