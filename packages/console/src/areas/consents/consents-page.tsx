import { Button } from '@fluentui/react-components'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Consent } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { ConsentState, consentStates, useConsentUse } from '../../parts/consent-state.tsx'
import { Empty } from '../../parts/empty.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'
import { ConsentDialog } from './consent-dialog.tsx'

function useConsentColumns(onOpen: (consent: Consent) => void): Column<Consent>[] {
  const { t } = useTranslation()
  const { may } = useSession()
  const used = useConsentUse()
  return useMemo(() => {
    const deed = (consent: Consent) => (consent.state === 'requested' ? 'answer' : 'open')
    return [
      { id: 'partner', title: t('consents.partner'), width: 180, render: consent => consent.partner.name },
      {
        id: 'state',
        title: t('consents.state'),
        width: 110,
        render: ({ state }) => <ConsentState state={state} />,
      },
      { id: 'used', title: t('consents.used'), width: 130, render: used },
      {
        id: 'until',
        title: t('consents.until'),
        width: 120,
        render: ({ limits }) => limits.expiresAt && <Time at={limits.expiresAt} kind="date" />,
      },
      { id: 'tags', title: t('consents.tags'), width: 150, render: ({ limits }) => limits.groupTags?.join(', ') },
      {
        id: 'since',
        title: t('consents.since'),
        width: 120,
        render: consent => <Time at={consent.decidedAt ?? consent.requestedAt} kind="date" />,
      },
      {
        id: 'deeds',
        title: t('consents.decision'),
        width: 120,
        render: consent =>
          may('consent.decide') &&
          ['requested', 'granted'].includes(consent.state) && (
            <Button
              size="small"
              onClick={() => onOpen(consent)}
              aria-label={`${t(`consents.${deed(consent)}`)}: ${consent.partner.name}`}
            >
              {t(`consents.${deed(consent)}`)}
            </Button>
          ),
      },
    ]
  }, [t, used, may, onOpen])
}

/** Which partners may register devices, since when, until when, how many; and who asks for it. */
export function ConsentsPage() {
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const [open, setOpen] = useState<Consent>()
  const columns = useConsentColumns(setOpen)
  const state = values['state'] as Consent['state'] | undefined
  const pages = usePages('GET /api/v1/consents', { query: { ...(state && { state }) } })
  const among = consentStates.map(value => ({ value, title: t(`consents.states.${value}`) }))
  const filters = [{ id: 'state', title: t('consents.state'), among }]
  return (
    <Page
      title={t('areas.consents')}
      text={t('consents.text')}
      actions={<FilterMenu filters={filters} values={values} onChange={change} />}
    >
      <List
        name={t('areas.consents')}
        columns={columns}
        idOf={consent => consent.id}
        pages={pages}
        empty={<Empty title={t(state ? 'consents.noneMatch' : 'consents.none')} text={t('consents.noneText')} />}
      />
      {open && <ConsentDialog consent={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}
