import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useSettled } from '../../parts/settled.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { useTenantId } from '../../session/session.ts'

const useStyles = makeStyles({
  list: { margin: 0, paddingLeft: '18px', display: 'grid', gap: '4px' },
  about: { color: tokens.colorNeutralForeground2 },
  text: { margin: 0 },
})

/** So many devices are named. */
const most = 10

/** Which devices a rule takes in at this moment, or why it is not understood. */
export function RulePreview({ rule: typed }: { readonly rule: string }) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const rule = useSettled(typed.trim())
  const path = { tenantId: useTenantId() }
  const enabled = rule !== ''
  const listed = useRead('GET /api/v1/tenants/{tenantId}/devices', { path, query: { rule, limit: most } }, { enabled })
  const counts = useRead(
    'GET /api/v1/tenants/{tenantId}/device-counts',
    { path, query: { rule } },
    { enabled: enabled && listed.isSuccess },
  )
  const devices = listed.data?.items ?? []
  const count = counts.data?.matching
  return (
    <Card title={t('groups.preview')}>
      <div aria-live="polite">
        {!enabled ? (
          <p className={styles.text}>{t('groups.previewText')}</p>
        ) : listed.error ? (
          <Fault error={listed.error} />
        ) : !listed.data || count === undefined ? (
          <LoadingRows rows={3} />
        ) : (
          <p className={styles.text}>
            {t('groups.takesIn', { count, shown: count.toLocaleString(i18n.language) })}{' '}
            {count > 0 && <TextLink to={`/devices?rule=${encodeURIComponent(rule)}`}>{t('groups.showAll')}</TextLink>}
          </p>
        )}
      </div>
      {devices.length > 0 && !listed.error && (
        <ul className={styles.list}>
          {devices.map(device => (
            <li key={device.id}>
              {device.serialNumber ?? device.id}{' '}
              <span className={styles.about}>
                {[device.model, device.groupTag, device.purchaseOrder].filter(Boolean).join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
