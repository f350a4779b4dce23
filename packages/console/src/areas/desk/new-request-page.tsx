import { Button, Field, Input, makeStyles, Radio, RadioGroup, Textarea } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { DeskRequest } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { CustomerSelect } from '../../parts/customer-select.tsx'
import { useCustomers } from '../../parts/customers.ts'
import { Fault } from '../../parts/fault.tsx'
import { Page } from '../../parts/page.tsx'
import { mostSerials, readSerials } from '../../parts/read-serials.ts'
import { useUnsavedGuard } from '../../parts/unsaved.ts'
import { useOrganizationId, useSession } from '../../session/session.ts'
import { MakerSelect } from './maker-select.tsx'
import { addressOf } from './request-columns.tsx'
import { deskKinds, permissionOf } from './states.ts'

const useStyles = makeStyles({ form: { display: 'flex', flexDirection: 'column', gap: '16px', maxWidth: '760px' } })

interface Fields {
  readonly kind: DeskRequest['kind']
  readonly tenantId: string
  readonly makerId: string
  readonly serials: string
  readonly groupTag: string
  readonly note: string
}

/** The domain of the tenant that a request is for: the service wants it said. */
function useDomain(tenantId: string): string | undefined {
  const isTenant = useSession().me.organization.kind === 'tenant'
  const own = useRead('GET /api/v1/tenants/{tenantId}', { path: { tenantId } }, { enabled: isTenant }).data?.domain
  const customer = useCustomers()?.get(tenantId)?.domain
  return isTenant ? own : customer
}

function useOpen(fields: Fields, domain: string | undefined) {
  const client = useQueryClient()
  const { kind, tenantId, makerId, groupTag, note } = fields
  return useMutation({
    mutationFn: () =>
      call('POST /api/v1/tenants/{tenantId}/desk-requests', {
        path: { tenantId },
        body: {
          makerId,
          kind,
          domain: domain ?? '',
          serialNumbers: readSerials(fields.serials),
          ...(kind === 'register' && groupTag.trim() !== '' && { groupTag: groupTag.trim() }),
          ...(note.trim() !== '' && { note: note.trim() }),
        },
      }),
    onSuccess: () => client.invalidateQueries({ refetchType: 'none' }),
  })
}

interface PartProps {
  readonly fields: Fields
  readonly onChange: (change: Partial<Fields>) => void
}

function Kind({ fields, onChange }: PartProps) {
  const { t } = useTranslation()
  const { may } = useSession()
  return (
    <Card title={t('desk.what')}>
      <RadioGroup
        aria-label={t('desk.what')}
        value={fields.kind}
        onChange={(_, { value }) => onChange({ kind: value as Fields['kind'] })}
      >
        {deskKinds
          .filter(kind => may(permissionOf(kind)))
          .map(kind => (
            <Radio key={kind} value={kind} label={`${t(`desk.kinds.${kind}`)}: ${t(`desk.kindText.${kind}`)}`} />
          ))}
      </RadioGroup>
    </Card>
  )
}

function Devices({ fields, onChange }: PartProps) {
  const { t } = useTranslation()
  const count = readSerials(fields.serials).length
  return (
    <Card title={t('areas.devices')}>
      <Field
        label={t('desk.serials')}
        hint={t('desk.serialsHint', { count })}
        required
        {...(count > mostSerials && { validationMessage: t('desk.tooManySerials', { count: mostSerials }) })}
      >
        <Textarea
          value={fields.serials}
          rows={8}
          resize="vertical"
          onChange={(_, { value }) => onChange({ serials: value })}
        />
      </Field>
      {fields.kind === 'register' && (
        <Field label={t('devices.groupTag')} hint={t('desk.groupTagHint')}>
          <Input value={fields.groupTag} maxLength={512} onChange={(_, { value }) => onChange({ groupTag: value })} />
        </Field>
      )}
      <Field label={t('desk.note')} hint={t('desk.noteHint')}>
        <Textarea value={fields.note} maxLength={1000} onChange={(_, { value }) => onChange({ note: value })} />
      </Field>
    </Card>
  )
}

/** Opens a request: what, of whom, for which devices. The proof of purchase comes next. */
export function NewRequestPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const { me, may } = useSession()
  const navigate = useNavigate()
  const organizationId = useOrganizationId()
  const [search] = useSearchParams()
  const isPartner = me.organization.kind === 'partner'
  const [fields, setFields] = useState<Fields>(() => ({
    kind: may('device.register') ? 'register' : 'deregister',
    tenantId: isPartner ? (search.get('tenantId') ?? '') : organizationId,
    makerId: search.get('makerId') ?? '',
    serials: '',
    groupTag: '',
    note: '',
  }))
  const change = (next: Partial<Fields>) => setFields(before => ({ ...before, ...next }))
  const domain = useDomain(fields.tenantId)
  const open = useOpen(fields, domain)
  const count = readSerials(fields.serials).length
  useUnsavedGuard(!open.data && (fields.serials !== '' || fields.note !== ''))
  // After the guard: what is opened is no longer unsaved.
  const made = open.data
  useEffect(() => {
    if (made) void navigate(addressOf(made, 'requester'), { replace: true })
  }, [made, navigate])
  const ready = domain !== undefined && fields.makerId !== '' && count > 0 && count <= mostSerials
  return (
    <Page
      title={t('desk.openOne')}
      text={t('desk.openText')}
      above={{ to: '/support-requests', title: t('areas.support') }}
    >
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          open.mutate()
        }}
      >
        <Kind fields={fields} onChange={change} />
        <Card title={t('desk.whom')}>
          {isPartner && (
            <CustomerSelect
              value={fields.tenantId}
              all={t('desk.chooseCustomer')}
              onChange={tenantId => change({ tenantId })}
            />
          )}
          <MakerSelect value={fields.makerId} onChange={makerId => change({ makerId })} />
        </Card>
        <Devices fields={fields} onChange={change} />
        {open.error && <Fault error={open.error} />}
        <div>
          <Button type="submit" appearance="primary" disabled={!ready || open.isPending}>
            {t('desk.toProof')}
          </Button>
        </div>
      </form>
    </Page>
  )
}
