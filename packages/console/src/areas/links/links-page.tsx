import { Badge, Button, makeStyles } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { PartnerLink } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Empty } from '../../parts/empty.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { Time } from '../../parts/time.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useSession } from '../../session/session.ts'
import { OfferDialog } from './offer-dialog.tsx'

const states = ['asked', 'offered', 'active'] as const
const colors = { asked: 'warning', offered: 'informative', active: 'success' } as const

const useStyles = makeStyles({ deeds: { display: 'flex', gap: '6px' } })

interface DeedsProps {
  readonly link: PartnerLink
  readonly onEnd: (link: PartnerLink) => void
}

function RowDeeds({ link, onEnd }: DeedsProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const deed = useDeed()
  const { partner, state } = link
  const accept = () =>
    void deed(call('PUT /api/v1/links/{partnerId}', { path: { partnerId: partner.id } }), t('links.accepted'))
  return (
    <span className={styles.deeds}>
      {state === 'asked' && (
        <Button size="small" appearance="primary" aria-label={`${t('links.accept')}: ${partner.name}`} onClick={accept}>
          {t('links.accept')}
        </Button>
      )}
      <Button size="small" aria-label={`${t(`links.end.${state}`)}: ${partner.name}`} onClick={() => onEnd(link)}>
        {t(`links.end.${state}`)}
      </Button>
    </span>
  )
}

function useLinkColumns(onEnd: (link: PartnerLink) => void): Column<PartnerLink>[] {
  const { t } = useTranslation()
  const { may } = useSession()
  return [
    { id: 'partner', title: t('links.partner'), width: 240, render: ({ partner }) => partner.name },
    {
      id: 'state',
      title: t('links.state'),
      width: 160,
      render: ({ state }) => (
        <Badge appearance="tint" color={colors[state]}>
          {t(`links.states.${state}`)}
        </Badge>
      ),
    },
    {
      id: 'changedAt',
      title: t('links.since'),
      width: 140,
      render: ({ changedAt }) => <Time at={changedAt} kind="date" />,
    },
    ...(may('link.manage')
      ? [
          {
            id: 'deeds',
            title: t('links.decision'),
            width: 220,
            render: (link: PartnerLink) => <RowDeeds link={link} onEnd={onEnd} />,
          },
        ]
      : []),
  ]
}

/** The providers of a reseller, or the resellers of a provider, that the partner works with. */
export function LinksPage() {
  const { t } = useTranslation()
  const deed = useDeed()
  const { may, profile } = useSession()
  const { values, change } = useListQuery()
  const [offering, setOffering] = useState(false)
  const [ending, setEnding] = useState<PartnerLink>()
  const columns = useLinkColumns(setEnding)
  const state = values['state'] as PartnerLink['state'] | undefined
  const pages = usePages('GET /api/v1/links', { query: { ...(state && { state }) } })
  const among = states.map(value => ({ value, title: t(`links.states.${value}`) }))
  const filters = [{ id: 'state', title: t('links.state'), among }]
  const side = profile.partnerKind === 'csp-indirect-provider' ? 'provider' : 'reseller'
  const offer = may('link.manage') && (
    <Button appearance="primary" onClick={() => setOffering(true)}>
      {t('links.offer')}
    </Button>
  )
  const end = (link: PartnerLink) =>
    deed(call('DELETE /api/v1/links/{partnerId}', { path: { partnerId: link.partner.id } }), t('links.ended'))
  return (
    <Page
      title={t('areas.links')}
      text={t(`links.text.${side}`)}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          {offer}
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.links')}
        columns={columns}
        idOf={({ partner }) => partner.id}
        pages={pages}
        empty={<Empty title={t(state ? 'links.noneMatch' : 'links.none')} text={t('links.noneText')} action={offer} />}
      />
      {offering && <OfferDialog onClose={() => setOffering(false)} />}
      {ending && (
        <Confirm
          title={t(`links.endTitle.${ending.state}`, { name: ending.partner.name })}
          deed={t(`links.end.${ending.state}`)}
          onConfirm={() => end(ending)}
          onClose={() => setEnding(undefined)}
        >
          {t(`links.endText.${ending.state}`)}
        </Confirm>
      )}
    </Page>
  )
}
