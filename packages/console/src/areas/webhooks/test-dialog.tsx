import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarBody,
  makeStyles,
} from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Webhook, WebhookTest } from '../../api/generated/operations.ts'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { AnswerText } from './answer-text.tsx'
import { usePathOf } from './manage.ts'

const useStyles = makeStyles({ content: { display: 'flex', flexDirection: 'column', gap: '14px' } })

function Result({ result }: { readonly result: WebhookTest }) {
  const { t } = useTranslation()
  const { delivered, status, problem, answer, tookMs, messageId } = result
  return (
    <>
      <MessageBar intent={delivered ? 'success' : 'error'} layout="multiline">
        <MessageBarBody>
          {t(
            delivered
              ? 'webhooks.testTaken'
              : status === undefined
                ? 'webhooks.testUnanswered'
                : 'webhooks.testRefused',
          )}
        </MessageBarBody>
      </MessageBar>
      <Facts
        facts={[
          ...(status === undefined ? [] : [[t('webhooks.status'), String(status)] as const]),
          ...(problem === undefined
            ? []
            : [
                [
                  t('webhooks.problem'),
                  <span key="p" lang="en">
                    {problem}
                  </span>,
                ] as const,
              ]),
          ...(tookMs === undefined
            ? []
            : [[t('webhooks.took'), t('webhooks.milliseconds', { count: tookMs })] as const]),
          [t('webhooks.messageId'), messageId],
          ...(answer ? [[t('webhooks.answer'), <AnswerText key="a" text={answer} />] as const] : []),
        ]}
      />
    </>
  )
}

interface TestDialogProps {
  readonly webhook: Webhook
  readonly onClose: () => void
}

/** Sends a test when it opens, and shows what the receiver did. */
export function TestDialog({ webhook, onClose }: TestDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const path = usePathOf()(webhook)
  const operation = 'POST /api/v1/organizations/{organizationId}/webhooks/{webhookId}/test'
  const test = useQuery({
    queryKey: [operation, path],
    queryFn: () => call(operation, { path }),
    // Nothing is sent but by the person.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('webhooks.testOf', { name: webhook.name })}</DialogTitle>
          <DialogContent className={styles.content}>
            {test.isFetching ? (
              <LoadingRows />
            ) : test.error ? (
              <Fault error={test.error} />
            ) : (
              test.data && <Result result={test.data} />
            )}
          </DialogContent>
          <DialogActions>
            <Button disabled={test.isFetching} onClick={() => void test.refetch()}>
              {t('webhooks.testAgain')}
            </Button>
            <Button appearance="primary" onClick={onClose}>
              {t('shell.close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
