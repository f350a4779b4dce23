import { Field, Input } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Tenant } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useNotify } from '../../parts/notify.ts'

/** Changes how many devices a customer may import in one call on Graph. */
export function ImportLimitDialog({ tenant, onClose }: { readonly tenant: Tenant; readonly onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const notify = useNotify()
  const [rows, setRows] = useState(String(tenant.importRows ?? ''))
  const usual = useRead('GET /api/v1/limits', {}).data?.registry['importRows']
  const save = async () => {
    const body = { importRows: rows.trim() === '' ? null : Number(rows) }
    await call('PATCH /api/v1/tenants/{tenantId}', { path: { tenantId: tenant.id }, body })
    notify(t('shell.saved'))
    await client.invalidateQueries()
  }
  return (
    <FormDialog
      title={t('organizations.changeLimit')}
      deed={t('shell.save')}
      ready={/^\s*\d{0,6}\s*$/.test(rows)}
      onSubmit={save}
      onClose={onClose}
    >
      <Field
        label={t('organizations.importRows')}
        hint={t('organizations.importRowsHint', { shown: usual?.toLocaleString(i18n.language) ?? '…' })}
      >
        <Input inputMode="numeric" value={rows} onChange={(_, { value }) => setRows(value)} />
      </Field>
    </FormDialog>
  )
}
