import { Button, makeStyles } from '@fluentui/react-components'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Consent } from '../../api/generated/operations.ts'
import { ConsentState, useConsentUse } from '../../parts/consent-state.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { useCustomers } from '../../parts/customers.ts'
import type { Column } from '../../parts/list/columns.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'

interface Deeds {
  onAsk(consent: Consent): void
  onCancel(consent: Consent): void
}

const useStyles = makeStyles({ deeds: { display: 'flex', gap: '6px' } })

function RowDeeds({ consent, onAsk, onCancel }: Deeds & { readonly consent: Consent }) {
  const styles = useStyles()
  const { t } = useTranslation()
  if (consent.state === 'requested')
    return (
      <span className={styles.deeds}>
        {consent.link && (
          <CopyButton size="small" text={consent.link} name={consent.target}>
            {t('customers.link')}
          </CopyButton>
        )}
        <Button
          size="small"
          aria-label={`${t('customers.cancel')}: ${consent.target}`}
          onClick={() => onCancel(consent)}
        >
          {t('customers.cancel')}
        </Button>
      </span>
    )
  if (consent.state === 'granted') return null
  return (
    <Button size="small" aria-label={`${t('customers.askAgain')}: ${consent.target}`} onClick={() => onAsk(consent)}>
      {t('customers.askAgain')}
    </Button>
  )
}

/** What became of an open request so far. */
function progressOf(t: TFunction, { state, openedAt }: Consent) {
  if (state !== 'requested') return undefined
  if (openedAt === undefined) return t('customers.notOpened')
  return (
    <>
      {t('customers.opened')} <Time at={openedAt} kind="ago" />
    </>
  )
}

/** The columns that the list of customers can have. */
export function useCustomerColumns(deeds: Deeds): Column<Consent>[] {
  const { t } = useTranslation()
  const { may } = useSession()
  const customers = useCustomers()
  const used = useConsentUse()
  const name = ({ tenantId, target, state }: Consent) => {
    const customer = tenantId === undefined ? undefined : customers?.get(tenantId)
    const sees = may('device.read') && (state === 'granted' || state === 'exhausted')
    return customer && sees ? (
      <TextLink to={`/customers/${customer.tenantId}`}>{customer.name}</TextLink>
    ) : (
      (customer?.name ?? target)
    )
  }
  const own = may('consent.request')
  return [
    { id: 'customer', title: t('customers.customer'), width: 140, render: name },
    { id: 'state', title: t('consents.state'), width: 105, usual: true, render: each => <ConsentState {...each} /> },
    { id: 'progress', title: t('customers.progress'), width: 112, usual: true, render: each => progressOf(t, each) },
    { id: 'used', title: t('consents.used'), width: 112, usual: true, render: used },
    {
      id: 'requestedAt',
      title: t('customers.askedAt'),
      width: 110,
      usual: true,
      sort: 'requestedAt',
      render: each => <Time at={each.requestedAt} kind="date" />,
    },
    {
      id: 'since',
      title: t('consents.since'),
      width: 110,
      usual: true,
      render: each => <Time at={each.revokedAt ?? each.decidedAt} kind="date" />,
    },
    {
      id: 'until',
      title: t('consents.until'),
      width: 110,
      usual: true,
      render: ({ limits, lapsesAt }) => <Time at={lapsesAt ?? limits.expiresAt ?? undefined} kind="date" />,
    },
    { id: 'tags', title: t('consents.tags'), width: 130, render: ({ limits }) => limits.groupTags?.join(', ') },
    {
      id: 'reminded',
      title: t('customers.reminded'),
      width: 110,
      render: ({ remindedAt }) => <Time at={remindedAt} kind="date" />,
    },
    { id: 'target', title: t('customers.target'), width: 180, render: each => each.target },
    { id: 'message', title: t('customers.message'), width: 200, render: each => each.message },
    ...(own
      ? [
          {
            id: 'deeds',
            title: t('consents.decision'),
            width: 204,
            usual: true,
            render: (consent: Consent) => <RowDeeds consent={consent} {...deeds} />,
          },
        ]
      : []),
  ]
}
