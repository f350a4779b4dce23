import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Subtitle2,
} from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Webhook, WebhookDelivery } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Time } from '../../parts/time.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useSession } from '../../session/session.ts'
import { AnswerText } from './answer-text.tsx'
import { useMayManage, usePathOf } from './manage.ts'

const useStyles = makeStyles({ content: { display: 'flex', flexDirection: 'column', gap: '14px' } })

const one = '/api/v1/organizations/{organizationId}/webhooks/{webhookId}/deliveries/{deliveryId}'

interface DeliveryDialogProps {
  readonly webhook: Webhook
  readonly delivery: WebhookDelivery
  readonly onClose: () => void
}

function DeliveryFacts({ delivery }: Pick<DeliveryDialogProps, 'delivery'>) {
  const { t } = useTranslation()
  const { id, state, replay, firstAt, attempts, lastAttemptAt, nextAttemptAt, status, problem, answer } = delivery
  const shown = (name: string, value: React.ReactNode) =>
    value === undefined || value === '' ? [] : [[t(`webhooks.${name}`), value] as const]
  return (
    <Facts
      facts={[
        [t('webhooks.state'), t(`webhooks.deliveryStates.${state}`)],
        ...(replay ? shown('again', t('webhooks.yes')) : []),
        ...shown('firstAt', <Time at={firstAt} />),
        ...shown('attempts', attempts),
        ...shown('lastAttemptAt', lastAttemptAt && <Time at={lastAttemptAt} />),
        ...shown('nextAttemptAt', nextAttemptAt && <Time at={nextAttemptAt} />),
        ...shown('status', status),
        ...shown('problem', problem && <span lang="en">{problem}</span>),
        ...shown('answer', answer && <AnswerText text={answer} />),
        ...shown('messageId', id),
      ]}
    />
  )
}

function Entries({ webhook, delivery }: Omit<DeliveryDialogProps, 'onClose'>) {
  const { t } = useTranslation()
  const path = { ...usePathOf()(webhook), deliveryId: delivery.id }
  const { data, error, refetch } = useRead(`GET ${one}`, { path })
  if (error) return <Fault error={error} onRetry={() => void refetch()} />
  if (!data) return <LoadingRows />
  return (
    <>
      <Subtitle2 as="h3" style={{ margin: 0 }}>
        {t('webhooks.carried')}
      </Subtitle2>
      <Timeline events={data.entries.map(entry => ({ id: entry.id, at: entry.at, kind: 'entry', entry }))} />
    </>
  )
}

/** One message: what became of it, what it carries; sends it again or gives it up. */
export function DeliveryDialog({ webhook, delivery, onClose }: DeliveryDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const manages = useMayManage()
  const deed = useDeed()
  const path = { ...usePathOf()(webhook), deliveryId: delivery.id }
  const work = useMutation({
    mutationFn: (what: 'replay' | 'skip') =>
      deed<unknown>(
        what === 'skip' ? call(`POST ${one}/skip`, { path }) : call(`POST ${one}/replay`, { path }),
        t(what === 'skip' ? 'webhooks.skipped' : 'webhooks.replayed'),
      ),
    onSuccess: onClose,
  })
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('webhooks.delivery')}</DialogTitle>
          <DialogContent className={styles.content}>
            <DeliveryFacts delivery={delivery} />
            {may('journal.read') && <Entries webhook={webhook} delivery={delivery} />}
            {work.error && <Fault error={work.error} />}
          </DialogContent>
          <DialogActions>
            {manages && delivery.state === 'waiting' && (
              <Button disabled={work.isPending} title={t('webhooks.skipText')} onClick={() => work.mutate('skip')}>
                {t('webhooks.skip')}
              </Button>
            )}
            {manages && (
              <Button disabled={work.isPending} onClick={() => work.mutate('replay')}>
                {t(delivery.state === 'waiting' ? 'webhooks.tryNow' : 'webhooks.sendAgain')}
              </Button>
            )}
            <Button appearance="primary" onClick={onClose}>
              {t('shell.close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
