import { Button, Field, Input, makeStyles } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProfilePreview } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { JsonDialog } from '../../parts/json-dialog.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useSettled } from '../../parts/settled.ts'
import { useTenantId } from '../../session/session.ts'
import type { Draft } from './draft.ts'
import { experienceFlags } from './setting-fields.ts'

const useStyles = makeStyles({ stack: { display: 'grid', gap: '12px' } })

function Summary({ preview }: { readonly preview: ProfilePreview }) {
  const { t } = useTranslation()
  const { settings, told, deviceName } = preview
  const oobe = settings.outOfBoxExperienceSetting
  const passed = experienceFlags.filter(flag => flag !== 'escapeLinkHidden' && oobe[flag])
  return (
    <Facts
      facts={[
        [t('profiles.tells.belongs'), told.CloudAssignedTenantDomain],
        [t('profiles.tells.joins'), t(`profiles.joinMethods.${settings.joinMethod}`)],
        [t('profiles.tells.name'), deviceName ? deviceName.expected : t('profiles.tells.ownName')],
        [t('profiles.tells.rights'), t(`profiles.userTypes.${oobe.userType}`)],
        [t('profiles.tells.passes'), passed.map(flag => t(`profiles.pages.${flag}`)).join(', ') || undefined],
        [
          t('profiles.tells.escape'),
          t(told.CloudAssignedForcedEnrollment === 1 ? 'profiles.tells.cannot' : 'profiles.tells.can'),
        ],
      ]}
    />
  )
}

/** What a device would be told with the settings, whether they are saved or not. */
export function ToldCard({ draft }: { readonly draft: Draft }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const [serialNumber, setSerialNumber] = useState('')
  const [raw, setRaw] = useState(false)
  const { displayName, ...settings } = draft
  const name = displayName.trim()
  const body = { ...settings, ...(name && { displayName: name }), ...(serialNumber && { serialNumber }) }
  const text = useSettled(JSON.stringify(body))
  const read = useRead('POST /api/v1/tenants/{tenantId}/profile-previews', {
    path: { tenantId },
    body: JSON.parse(text) as typeof body,
  })
  const show = read.data && (
    <Button appearance="subtle" onClick={() => setRaw(true)}>
      {t('profiles.wholeAnswer')}
    </Button>
  )
  return (
    <Card title={t('profiles.told')} actions={show}>
      <div className={styles.stack} aria-live="polite">
        {read.error ? (
          <Fault error={read.error} />
        ) : read.data ? (
          <Summary preview={read.data} />
        ) : (
          <LoadingRows rows={4} />
        )}
      </div>
      {draft.deviceNameTemplate?.includes('%SERIAL%') && (
        <Field label={t('profiles.trySerial')}>
          <Input value={serialNumber} maxLength={128} onChange={(_, { value }) => setSerialNumber(value)} />
        </Field>
      )}
      {raw && <JsonDialog title={t('profiles.told')} value={read.data?.told} onClose={() => setRaw(false)} />}
    </Card>
  )
}
