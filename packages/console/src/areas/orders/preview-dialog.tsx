import {
  Badge,
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrderPreview, OrderTransaction } from '../../api/generated/operations.ts'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { WhyNot } from '../../parts/why-not.tsx'
import { newTransactionId, type OrderRequest, previewOrder, submitOrder } from './ask-order.ts'

interface PreviewDialogProps {
  readonly tenantId: string
  readonly request: OrderRequest
  readonly onDone: (transaction: OrderTransaction) => void
  readonly onClose: () => void
}

/** Items that are shown at once; the counts are of all. */
const most = 100

const useStyles = makeStyles({
  surface: { maxWidth: '720px' },
  content: { display: 'flex', flexDirection: 'column', gap: '14px' },
  counts: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
  list: { margin: 0, paddingLeft: '18px', maxHeight: '40vh', overflowY: 'auto' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

function Found({ preview }: { readonly preview: OrderPreview }) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const { counts, items, total, itemsOmitted = 0 } = preview
  // What would be refused is what somebody is to look at.
  const shown = items.toSorted((a, b) => Number(b.status === 'refused') - Number(a.status === 'refused')).slice(0, most)
  const hidden = items.length - shown.length + itemsOmitted
  return (
    <>
      <span>{t('orders.wouldBe', { count: total })}</span>
      <div className={styles.counts}>
        {Object.entries(counts)
          .filter(([, count]) => count > 0)
          .map(([status, count]) => (
            <Badge key={status} appearance="tint" color={status === 'refused' ? 'danger' : 'informative'}>
              {t(`orders.items.${status}`)}: {count.toLocaleString(i18n.language)}
            </Badge>
          ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach it */}
      <ul className={styles.list} tabIndex={0} aria-label={t('areas.devices')}>
        {shown.map(item => (
          <li key={item.position}>
            {item.serialNumber ?? item.productKeyId ?? t('batches.row', { number: item.position + 1 })}:{' '}
            {t(`orders.items.${item.status}`)} <WhyNot {...item} />
          </li>
        ))}
      </ul>
      {hidden > 0 && <span className={styles.quiet}>{t('orders.moreItems', { count: hidden })}</span>}
      {!preview.confirmation && <span>{t(`orders.nothingToDo.${preview.verb}`)}</span>}
    </>
  )
}

/** What a request would do to each device; it is done only from here. */
export function PreviewDialog({ tenantId, request, onDone, onClose }: PreviewDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const client = useQueryClient()
  const [transactionId] = useState(newTransactionId)
  const look = useQuery({
    queryKey: ['order preview', tenantId, transactionId],
    queryFn: () => previewOrder(tenantId, request),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const token = look.data?.confirmation?.token
  const submit = useMutation({
    mutationFn: () => submitOrder(tenantId, request, { transactionId, token: token ?? '' }),
    onSuccess: async transaction => {
      await client.invalidateQueries({ refetchType: 'none' })
      onDone(transaction)
    },
  })
  const again = () => {
    submit.reset()
    void look.refetch()
  }
  return (
    <Dialog open modalType="alert" onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{t(`orders.previewTitles.${request.verb}`)}</DialogTitle>
          <DialogContent className={styles.content}>
            {look.isFetching ? (
              <LoadingRows rows={3} />
            ) : look.error ? (
              <Fault error={look.error} onRetry={again} />
            ) : (
              look.data && <Found preview={look.data} />
            )}
            {token !== undefined && <span className={styles.quiet}>{t(`orders.consequence.${request.verb}`)}</span>}
            {submit.error && <Fault error={submit.error} onRetry={again} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('confirm.cancel')}</Button>
            <Button
              appearance="primary"
              disabled={token === undefined || look.isFetching || submit.isPending || submit.isError}
              onClick={() => submit.mutate()}
            >
              {t(`orders.deeds.${request.verb}`)}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
