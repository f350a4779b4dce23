import { Field, Select } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { useRead } from '../../api/use-api.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useSession } from '../../session/session.ts'

/** Most partners that can be chosen by name. */
const most = 1000

/** Offers a link to a partner of the other kind. */
export function OfferDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const { profile } = useSession()
  const [partnerId, setPartner] = useState('')
  const kind = profile.partnerKind === 'csp-indirect-provider' ? 'csp-indirect-reseller' : 'csp-indirect-provider'
  const { data } = useRead('GET /api/v1/partners', { query: { kind, limit: most } })
  const partners = [...(data?.items ?? [])].sort((a, b) => a.name.localeCompare(b.name))
  return (
    <FormDialog
      title={t('links.offerTitle')}
      deed={t('links.offer')}
      ready={partnerId !== ''}
      onSubmit={() => deed(call('PUT /api/v1/links/{partnerId}', { path: { partnerId } }), t('links.offered'))}
      onClose={onClose}
    >
      <span>{t('links.offerText')}</span>
      <Field label={t('links.partner')} required>
        <Select value={partnerId} onChange={(_, { value }) => setPartner(value)}>
          <option value="">{t('links.choose')}</option>
          {partners.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
    </FormDialog>
  )
}
