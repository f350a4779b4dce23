import { Button, Checkbox, Field, makeStyles, Textarea, tokens } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { DeskMessage, DeskRequest } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useNameOf } from '../../parts/names.ts'
import { Time } from '../../parts/time.tsx'
import { useUnsavedGuard } from '../../parts/unsaved.ts'
import { useSession } from '../../session/session.ts'
import { hasEnded, permissionOf, type Side } from './states.ts'

const makers = '/api/v1/partners/{partnerId}/desk-requests/{deskRequestId}/messages'
const own = '/api/v1/tenants/{tenantId}/desk-requests/{deskRequestId}/messages'

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: '12px' },
  text: { margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  from: { fontWeight: 600 },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: '12px' },
  form: { display: 'grid', gap: '8px', justifyItems: 'start' },
  field: { width: '100%' },
})

interface MessagesProps {
  readonly request: DeskRequest
  readonly side: Side
}

function useMessages({ request, side }: MessagesProps) {
  const { id: deskRequestId, makerId, tenantId } = request
  const ofMaker = { path: { partnerId: makerId, deskRequestId } }
  const ofOwn = { path: { tenantId, deskRequestId } }
  const atDesk = usePages(`GET ${makers}`, ofMaker, side === 'maker', 50)
  const asked = usePages(`GET ${own}`, ofOwn, side === 'requester', 50)
  return side === 'maker' ? atDesk : asked
}

function Message({ message, request }: { readonly message: DeskMessage; readonly request: DeskRequest }) {
  const styles = useStyles()
  const nameOf = useNameOf()
  const organization = message.side === 'maker' ? request.makerName : request.requester.name
  const person = message.senderId && nameOf({ kind: 'person', id: message.senderId })
  return (
    <li>
      <div>
        <span className={styles.from}>{organization}</span>{' '}
        <span className={styles.quiet}>
          {person && `${person} · `}
          <Time at={message.sentAt} />
        </span>
      </div>
      <p className={styles.text}>{message.text}</p>
    </li>
  )
}

function Compose({ request, side }: MessagesProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const [question, setQuestion] = useState(false)
  const { id: deskRequestId, makerId: partnerId, tenantId } = request
  const send = useMutation({
    mutationFn: () =>
      side === 'maker'
        ? call(`POST ${makers}`, { path: { partnerId, deskRequestId }, body: { text, question } })
        : call(`POST ${own}`, { path: { tenantId, deskRequestId }, body: { text } }),
    onSuccess: async () => {
      setText('')
      setQuestion(false)
      await client.invalidateQueries()
    },
  })
  useUnsavedGuard(text.trim() !== '')
  const answers = side === 'requester' && request.state === 'waiting'
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        send.mutate()
      }}
    >
      <Field label={t(answers ? 'desk.answer' : 'desk.message')} className={styles.field}>
        <Textarea
          value={text}
          rows={3}
          maxLength={4000}
          resize="vertical"
          onChange={(_, { value }) => setText(value)}
        />
      </Field>
      {side === 'maker' && (
        <Checkbox
          label={t('desk.question')}
          checked={question}
          onChange={(_, data) => setQuestion(data.checked === true)}
        />
      )}
      {send.error && <Fault error={send.error} />}
      <Button type="submit" disabled={text.trim() === '' || send.isPending}>
        {t('desk.send')}
      </Button>
    </form>
  )
}

/** What both sides wrote to each other, oldest first, and the next message. */
export function MessagesCard(props: MessagesProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const { request, side } = props
  const pages = useMessages(props)
  const messages: readonly DeskMessage[] | undefined = pages.data?.pages.flatMap(page => page.items)
  const mayWrite =
    request.submittedAt !== undefined &&
    !hasEnded(request) &&
    may(side === 'maker' ? 'desk.work' : permissionOf(request.kind))
  return (
    <Card title={t('desk.messages')}>
      {pages.error ? (
        <Fault error={pages.error} />
      ) : !messages ? (
        <LoadingRows rows={2} />
      ) : messages.length === 0 ? (
        <span className={styles.quiet}>{t('desk.noMessages')}</span>
      ) : (
        <ul className={styles.list}>
          {messages.map(message => (
            <Message key={message.id} message={message} request={request} />
          ))}
        </ul>
      )}
      {pages.hasNextPage && (
        <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('list.showMore')}
        </Button>
      )}
      {mayWrite && <Compose {...props} />}
    </Card>
  )
}
