import { makeStyles } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Device } from '../../api/generated/operations.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { useNameOf } from '../../parts/names.ts'
import { QualityBadge } from '../../parts/quality-badge.tsx'
import { Time } from '../../parts/time.tsx'

const useStyles = makeStyles({ flags: { margin: '4px 0 0', paddingLeft: '18px' } })

/** What the device is known by, and how sure that is. */
export function IdentityCard({ device }: { readonly device: Device }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const nameOf = useNameOf()
  const quality = (
    <>
      <QualityBadge quality={device.quality} />
      {device.flags.length > 0 && (
        <ul className={styles.flags}>
          {device.flags.map(flag => (
            <li key={flag}>{t(`devices.flags.${flag}`, { defaultValue: flag })}</li>
          ))}
        </ul>
      )}
    </>
  )
  return (
    <Card title={t('devices.identity')}>
      <Facts
        facts={[
          [t('devices.serialNumber'), device.serialNumber],
          [t('devices.manufacturer'), device.manufacturer],
          [t('devices.model'), device.model],
          [t('devices.productKeyId'), device.productKeyId],
          [t('devices.quality.title'), quality],
          [t('devices.source'), t(`devices.sources.${device.source}`)],
          [t('devices.registrar'), nameOf(device.registrar)],
          [t('devices.registeredAt'), <Time key="at" at={device.registeredAt} />],
          [t('devices.firstContact'), device.firstContactAt && <Time at={device.firstContactAt} />],
          [t('devices.lastContact'), device.lastContactAt && <Time at={device.lastContactAt} />],
          [t('devices.id'), <code key="id">{device.id}</code>],
        ]}
      />
    </Card>
  )
}
