import { Button, makeStyles } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/use-api.ts'
import { bytesText } from '../../parts/amount.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'

const groups = ['registry', 'http', 'requestsPerMinute', 'graphOperationsPer20Seconds'] as const

const useStyles = makeStyles({
  cards: { columns: '380px', columnGap: '16px', '& > *': { breakInside: 'avoid', marginBottom: '16px' } },
})

/** Names of limits end in their unit. */
function useAmount(): (name: string, value: number) => string {
  const { t, i18n } = useTranslation()
  const number = (value: number) => value.toLocaleString(i18n.language)
  return (name, value) => {
    if (name.endsWith('Bytes')) return `${bytesText(value, i18n.language)} (${number(value)})`
    if (name.endsWith('Ms') && value >= 60_000) return t('operation.minutes', { shown: number(value / 60_000) })
    if (name.endsWith('Ms')) return `${number(value)} ms`
    return name.endsWith('Days') ? t('operation.days', { shown: number(value) }) : number(value)
  }
}

function SettingsCard() {
  const { t } = useTranslation()
  const read = useRead('GET /api/v1/registry/settings', {})
  const settings = read.data
  return (
    <Card title={t('operation.settings')}>
      {read.error ? (
        <Fault error={read.error} onRetry={() => void read.refetch()} />
      ) : settings ? (
        <Facts
          facts={[
            [t('operation.version'), settings.version],
            ['Node', settings.node],
            [t('operation.engine'), settings.engine],
            [t('operation.publicUrl'), settings.publicUrl],
            [t('operation.tls'), t(`list.${settings.tls}`)],
            [t('operation.trustProxy'), settings.trustProxy],
            [t('operation.providerAddresses'), settings.providerAddresses],
            [t('operation.webhookAddresses'), settings.webhookAddresses],
            [t('operation.wellKnownClients'), t(`list.${settings.wellKnownClients}`)],
            [t('operation.tokenAudiences'), settings.tokenAudiences.join(', ')],
          ]}
        />
      ) : (
        <LoadingRows rows={6} />
      )}
    </Card>
  )
}

/** The limits and settings in force at the server that answers. */
export function LimitsPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const amount = useAmount()
  const read = useRead('GET /api/v1/limits', {})
  return (
    <Page
      title={t('areas.limits')}
      text={t('operation.limitsText')}
      actions={
        <Button as="a" href="/api/v1/limits" target="_blank" rel="noopener">
          {t('operation.asJson')}
        </Button>
      }
    >
      {read.error && <Fault error={read.error} onRetry={() => void read.refetch()} />}
      <div className={styles.cards}>
        <SettingsCard />
        {groups.map(group => (
          <Card key={group} title={t(`operation.limitGroups.${group}`)}>
            {read.data ? (
              <Facts facts={Object.entries(read.data[group]).map(([name, value]) => [name, amount(name, value)])} />
            ) : (
              <LoadingRows rows={4} />
            )}
          </Card>
        ))}
      </div>
    </Page>
  )
}
