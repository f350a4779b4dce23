import { Field, Input, makeStyles, Select } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Import } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { useSession } from '../../session/session.ts'
import { useImportKinds } from './kinds.ts'
import type { SendOptions } from './send-file.ts'

const useStyles = makeStyles({
  fields: { display: 'grid', gap: '12px', gridTemplateColumns: 'repeat(auto-fill, minmax(min(240px, 100%), 1fr))' },
})

interface SendOptionsFieldsProps {
  readonly value: SendOptions
  readonly onChange: (value: SendOptions) => void
}

/** The customer of rows that name none, and what becomes of rows without consent. */
function PartnerFields({ value, onChange }: SendOptionsFieldsProps) {
  const { t } = useTranslation()
  const { may } = useSession()
  const query = { state: 'granted' as const, limit: 1000 }
  const consents = useRead('GET /api/v1/consents', { query }, { enabled: may('consent.read') }).data?.items ?? []
  return (
    <>
      <Field label={t('imports.customer')} hint={t('imports.customerHint')}>
        <Select value={value.tenantId ?? ''} onChange={(_, data) => onChange({ ...value, tenantId: data.value })}>
          <option value="">{t('imports.customersOfFile')}</option>
          {consents.map(
            ({ id, tenantId, target }) =>
              tenantId && (
                <option key={id} value={tenantId}>
                  {target}
                </option>
              ),
          )}
        </Select>
      </Field>
      <Field label={t('imports.onMissingConsent')}>
        <Select
          value={value.onMissingConsent ?? 'refuse'}
          onChange={(_, data) => onChange({ ...value, onMissingConsent: data.value as 'hold' })}
        >
          <option value="refuse">{t('imports.missingConsent.refuse')}</option>
          <option value="hold">{t('imports.missingConsent.hold')}</option>
        </Select>
      </Field>
    </>
  )
}

/** What is said of a file before it is sent; nothing of it is needed. */
export function SendOptionsFields({ value, onChange }: SendOptionsFieldsProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { me } = useSession()
  const { sendable } = useImportKinds()
  const devices = value.kind !== 'build-report'
  return (
    <div className={styles.fields}>
      {sendable.length > 1 && (
        <Field label={t('imports.kind')}>
          <Select
            value={value.kind ?? 'devices'}
            onChange={(_, data) => onChange({ kind: data.value as Import['kind'] })}
          >
            {sendable.map(kind => (
              <option key={kind} value={kind}>
                {t(`imports.kinds.${kind}`)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {devices && me.organization.kind === 'partner' && <PartnerFields value={value} onChange={onChange} />}
      {devices &&
        (['groupTag', 'purchaseOrder'] as const).map(member => (
          <Field key={member} label={t(`devices.${member}`)} hint={t('imports.defaultHint')}>
            <Input
              maxLength={512}
              value={value[member] ?? ''}
              onChange={(_, data) => onChange({ ...value, [member]: data.value })}
            />
          </Field>
        ))}
    </div>
  )
}
