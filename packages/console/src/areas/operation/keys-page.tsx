import { Badge, Button, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SigningKeys } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { SmallTable } from '../../parts/small-table.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'
import { ReplaceKeyDialog } from './replace-key-dialog.tsx'

type Key = SigningKeys['keys'][number]

function KeyState({ of: { signs, acceptedUntilAt } }: { readonly of: Key }) {
  const { t } = useTranslation()
  const state = signs ? 'signs' : acceptedUntilAt ? 'accepted' : 'published'
  return (
    <Badge appearance="tint" color={signs ? 'success' : 'informative'}>
      {t(`operation.keyStates.${state}`)}
    </Badge>
  )
}

function KeyTable({ keys }: Pick<SigningKeys, 'keys'>) {
  const { t } = useTranslation()
  return (
    <SmallTable
      name={t('areas.keys')}
      items={keys}
      idOf={key => key.id}
      columns={[
        { id: 'id', title: t('operation.key'), render: ({ id }) => id.slice(0, 8) },
        { id: 'state', title: t('operation.state'), render: key => <KeyState of={key} /> },
        { id: 'from', title: t('operation.signsFrom'), render: ({ signsFromAt }) => <Time at={signsFromAt} /> },
        {
          id: 'until',
          title: t('operation.acceptedUntil'),
          render: ({ acceptedUntilAt }) => (acceptedUntilAt ? <Time at={acceptedUntilAt} /> : '–'),
        },
      ]}
    />
  )
}

/** The keys that sign access tokens. */
export function KeysPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const [replacing, setReplacing] = useState(false)
  const read = useRead('GET /api/v1/signing-keys', {})
  return (
    <Page
      title={t('areas.keys')}
      text={t('operation.keysText')}
      actions={
        may('registry.operate') && (
          <Button appearance="primary" onClick={() => setReplacing(true)}>
            {t('operation.replace')}
          </Button>
        )
      }
    >
      {read.data?.overdue && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody style={{ whiteSpace: 'normal' }}>{t('operation.keyOverdue')}</MessageBarBody>
        </MessageBar>
      )}
      <Card title={t('operation.signingKeys')}>
        {read.error ? (
          <Fault error={read.error} onRetry={() => void read.refetch()} />
        ) : read.data ? (
          <>
            <KeyTable keys={read.data.keys} />
            <span>
              {t('operation.nextKey')} <Time at={read.data.nextKeyAt} kind="date" />
            </span>
          </>
        ) : (
          <LoadingRows rows={2} />
        )}
      </Card>
      {replacing && <ReplaceKeyDialog onClose={() => setReplacing(false)} />}
    </Page>
  )
}
