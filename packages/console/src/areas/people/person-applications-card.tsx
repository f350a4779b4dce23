import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Person, PersonApplication } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Fault } from '../../parts/fault.tsx'
import { MoreButton } from '../../parts/more-button.tsx'
import { Rows } from '../../parts/rows.tsx'
import { Time } from '../../parts/time.tsx'
import { useDeed } from '../../parts/use-deed.ts'

/** The applications that act, or may act, for a person. */
export function PersonApplicationsCard({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const path = { organizationId: person.organizationId, personId: person.id }
  const operation = 'GET /api/v1/organizations/{organizationId}/people/{personId}/applications'
  const pages = usePages(operation, { path }, true, 20)
  const [stopping, setStopping] = useState<PersonApplication>()
  const nameOf = ({ name, applicationId }: PersonApplication) => name ?? applicationId
  const items = pages.data?.pages.flatMap(page => page.items) ?? []
  const stop = (applicationId: string) =>
    deed(
      call('DELETE /api/v1/organizations/{organizationId}/people/{personId}/applications/{applicationId}', {
        path: { ...path, applicationId },
      }),
      t('people.stopped'),
    )
  return (
    <Card title={t('people.applications')}>
      {pages.error && <Fault error={pages.error} />}
      <Rows
        none={t('people.noApplications')}
        rows={items.map(item => ({
          id: item.applicationId,
          title: nameOf(item),
          text: (
            <>
              {item.scopes?.join(', ')}{' '}
              {item.expiresAt && (
                <>
                  {t('people.signedInUntil')} <Time at={item.expiresAt} kind="date" />
                </>
              )}
            </>
          ),
          deeds: (
            <Button size="small" aria-label={`${t('people.stop')}: ${nameOf(item)}`} onClick={() => setStopping(item)}>
              {t('people.stop')}
            </Button>
          ),
        }))}
      />
      <MoreButton pages={pages} />
      {stopping && (
        <Confirm
          title={t('people.stopTitle', { name: nameOf(stopping) })}
          deed={t('people.stop')}
          onConfirm={() => stop(stopping.applicationId)}
          onClose={() => setStopping(undefined)}
        >
          {t('people.stopText')}
        </Confirm>
      )}
    </Card>
  )
}
