import { Button, Checkbox, Field, makeStyles, ProgressBar, Textarea } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Batch } from '../../api/generated/operations.ts'
import { Card } from '../../parts/card.tsx'
import { DropZone } from '../../parts/drop-zone.tsx'
import { Fault } from '../../parts/fault.tsx'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { BatchProgress } from '../batches/batch-progress.tsx'
import { DeliveryNames } from './delivery-fields.tsx'
import { OrderFields } from './order-fields.tsx'
import { type Fields, useUpload } from './use-upload.ts'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '16px', maxWidth: '860px' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
})

interface DeliveryCardProps {
  readonly fields: Fields
  readonly onChange: (change: Partial<Fields>) => void
}

function DeliveryCard({ fields, onChange }: DeliveryCardProps) {
  const { t } = useTranslation()
  return (
    <Card title={t('orders.delivery')}>
      <DeliveryNames
        value={{ number: fields.delivery, shipsOn: fields.shipsOn }}
        onChange={({ number, shipsOn }) =>
          onChange({ ...(number !== undefined && { delivery: number }), ...(shipsOn !== undefined && { shipsOn }) })
        }
      />
      <Checkbox
        label={t('orders.mayWait')}
        checked={fields.mayWait}
        onChange={(_, data) => onChange({ mayWait: data.checked === true })}
      />
      <Field label={t('confirm.reason')} hint={t('confirm.reasonHint')}>
        <Textarea value={fields.reason} maxLength={1000} onChange={(_, { value }) => onChange({ reason: value })} />
      </Field>
    </Card>
  )
}

/** What the check says. */
function Checked({ batch, tenantId }: { readonly batch: Batch; readonly tenantId: string }) {
  const { t } = useTranslation()
  return (
    <Card title={t('orders.upload.checking')}>
      <BatchProgress batch={batch} />
      <TextLink to={`/batches/${tenantId}/${batch.id}?status=rejected`}>{t('orders.upload.rows')}</TextLink>
      <span>{t('orders.upload.elsewhere')}</span>
    </Card>
  )
}

/** A delivery that is too large to be typed: a file, checked first, then registered. */
export function UploadPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const upload = useUpload()
  const { file, fields, part, batch, wrongType, isSending, ready, error } = upload
  return (
    <Page
      title={t('orders.upload.title')}
      text={t('orders.upload.text')}
      above={{ to: '/orders', title: t('areas.orders') }}
    >
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          if (ready) upload.goOn()
        }}
      >
        <Field {...(wrongType && { validationMessage: t('orders.upload.wrongType') })}>
          <DropZone
            drop={t('orders.upload.drop')}
            formats={t('orders.upload.formats')}
            accept=".csv,.json,.ndjson,.jsonl"
            file={file}
            disabled={isSending}
            onFile={upload.choose}
          />
        </Field>
        <OrderFields value={fields} onChange={upload.change} />
        <DeliveryCard fields={fields} onChange={upload.change} />
        {isSending && (
          <Field
            validationMessage={t('orders.upload.sending', { percent: Math.floor(part * 100) })}
            validationState="none"
          >
            <ProgressBar aria-label={t('orders.upload.title')} thickness="large" value={part} />
          </Field>
        )}
        {batch && <Checked batch={batch} tenantId={fields.tenantId} />}
        {error && <Fault error={error} />}
        <div className={styles.buttons}>
          <Button type="submit" appearance="primary" disabled={!ready}>
            {t(batch ? 'orders.upload.place' : 'orders.upload.check')}
          </Button>
          {isSending && <Button onClick={upload.giveUp}>{t('confirm.cancel')}</Button>}
        </div>
      </form>
    </Page>
  )
}
