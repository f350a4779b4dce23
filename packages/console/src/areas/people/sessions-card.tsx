import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Person } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Fault } from '../../parts/fault.tsx'
import { MoreButton } from '../../parts/more-button.tsx'
import { Rows } from '../../parts/rows.tsx'
import { Time } from '../../parts/time.tsx'
import { useDeed } from '../../parts/use-deed.ts'

/** Browser and system out of what a browser says of itself. */
const browserOf = (userAgent: string): string => {
  const [browser] = /Edg|OPR|Firefox|Chrome|Safari/.exec(userAgent) ?? []
  const [system] = /Windows|Android|iPhone|iPad|Mac OS X|CrOS|Linux/.exec(userAgent) ?? []
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS', CrOS: 'ChromeOS' }
  const named = [browser, system].filter(each => each !== undefined).map(each => names[each] ?? each)
  return named.join(', ') || userAgent.slice(0, 60)
}

/** The browsers that a person is signed in with. */
export function SessionsCard({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const path = { organizationId: person.organizationId, personId: person.id }
  const pages = usePages('GET /api/v1/organizations/{organizationId}/people/{personId}/sessions', { path }, true, 20)
  const [ending, setEnding] = useState(false)
  const sessions = pages.data?.pages.flatMap(page => page.items) ?? []
  const end = (sessionId: string) =>
    void deed(
      call('DELETE /api/v1/organizations/{organizationId}/people/{personId}/sessions/{sessionId}', {
        path: { ...path, sessionId },
      }),
      t('people.sessionEnded'),
    )
  const endAll = () =>
    deed(
      call('DELETE /api/v1/organizations/{organizationId}/people/{personId}/sessions', { path }),
      t('people.sessionsEnded'),
    )
  const all = sessions.length > 0 && (
    <Button size="small" onClick={() => setEnding(true)}>
      {t('people.endSessions')}
    </Button>
  )
  return (
    <Card title={t('people.sessions')} actions={all}>
      {pages.error ? (
        <Fault error={pages.error} />
      ) : (
        <Rows
          none={t('people.noSessions')}
          rows={sessions.map(({ id, userAgent, address, lastUsedAt }) => ({
            id,
            title: <span title={userAgent}>{browserOf(userAgent)}</span>,
            text: (
              <>
                {address} · {t('people.lastUsed')} <Time at={lastUsedAt} kind="ago" />
              </>
            ),
            deeds: (
              <Button size="small" aria-label={`${t('people.end')}: ${browserOf(userAgent)}`} onClick={() => end(id)}>
                {t('people.end')}
              </Button>
            ),
          }))}
        />
      )}
      <MoreButton pages={pages} />
      {ending && (
        <Confirm
          title={t('people.endSessionsTitle', { name: person.name })}
          deed={t('people.endSessions')}
          onConfirm={endAll}
          onClose={() => setEnding(false)}
        >
          {t('people.endSessionsText')}
        </Confirm>
      )}
    </Card>
  )
}
