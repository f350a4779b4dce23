import { useTranslation } from 'react-i18next'
import type { DeskRequest } from '../../api/generated/operations.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { useNameOf } from '../../parts/names.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import type { Side } from './states.ts'

/** Who asks whom for what, and until when. */
export function RequestFacts({ request, side }: { readonly request: DeskRequest; readonly side: Side }) {
  const { t } = useTranslation()
  const nameOf = useNameOf()
  const { counts, requester, takenBy, openedBy, endsAt, endedAt } = request
  const customer = (
    <>
      {request.tenantName} ({request.domain})
      {side === 'maker' && (
        <>
          {' · '}
          <TextLink to={`/desk?tenantId=${request.tenantId}`}>{t('desk.allOfCustomer')}</TextLink>
        </>
      )}
    </>
  )
  return (
    <Card title={t('desk.request')}>
      <Facts
        facts={[
          [t('customers.customer'), customer],
          ...(requester.kind === 'tenant' ? [] : [[t('desk.requester'), requester.name] as const]),
          ...(side === 'maker' ? [] : [[t('desk.maker'), request.makerName] as const]),
          ...(request.kind === 'register' ? [[t('devices.groupTag'), request.groupTag] as const] : []),
          [t('desk.note'), request.note],
          [t('desk.openedAt'), <Time key="openedAt" at={request.openedAt} />],
          ...(openedBy ? [[t('desk.openedBy'), nameOf(openedBy)] as const] : []),
          [t('desk.submittedAt'), request.submittedAt && <Time at={request.submittedAt} />],
          ...(side === 'maker'
            ? [[t('desk.takenBy'), takenBy && nameOf({ kind: 'person', id: takenBy })] as const]
            : []),
          endedAt
            ? [t('desk.endedAt'), <Time key="end" at={endedAt} />]
            : [t('desk.endsAt'), <Time key="end" at={endsAt} />],
          [t('desk.decided'), t('desk.decidedOf', { ...counts, done: counts.approved + counts.refused })],
        ]}
      />
    </Card>
  )
}
