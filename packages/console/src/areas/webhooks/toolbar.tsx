import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../../api/call.ts'
import type { Webhook, WebhookWithSecret } from '../../api/generated/operations.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { usePathOf } from './manage.ts'
import { ReplayDialog } from './replay-dialog.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { SecretOf } from './secret-of.tsx'
import { TestDialog } from './test-dialog.tsx'
import { EditWebhookDialog } from './webhook-dialog.tsx'

function DeleteDialog({ webhook, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const navigate = useNavigate()
  const pathOf = usePathOf()
  const remove = async () => {
    const path = pathOf(webhook)
    const deleted = call('DELETE /api/v1/organizations/{organizationId}/webhooks/{webhookId}', { path })
    await deed(deleted, t('webhooks.deleted'), webhook.id)
    await navigate('/webhooks')
  }
  return (
    <Confirm
      title={t('webhooks.deleteTitle', { name: webhook.name })}
      deed={t('webhooks.delete')}
      onConfirm={remove}
      onClose={onClose}
    >
      {t('webhooks.deleteText')}
    </Confirm>
  )
}

function PauseButton({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const pathOf = usePathOf()
  const [asking, setAsking] = useState(false)
  const [next, name] = webhook.state === 'active' ? (['paused', 'pause'] as const) : (['active', 'resume'] as const)
  const change = () =>
    deed(
      call('PATCH /api/v1/organizations/{organizationId}/webhooks/{webhookId}', {
        path: pathOf(webhook),
        body: { state: next },
      }),
      t(`webhooks.${name}d`),
    )
  return (
    <>
      <Button appearance={next === 'active' ? 'primary' : 'secondary'} onClick={() => setAsking(true)}>
        {t(`webhooks.${name}`)}
      </Button>
      {asking && (
        <Confirm
          title={t(`webhooks.${name}Title`, { name: webhook.name })}
          deed={t(`webhooks.${name}`)}
          onConfirm={change}
          onClose={() => setAsking(false)}
        >
          {t(`webhooks.${name}Text`)}
        </Confirm>
      )}
    </>
  )
}

/** What can be done with a webhook. */
export function Toolbar({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'test' | 'edit' | 'rotate' | 'replay' | 'delete'>()
  const [rotated, setRotated] = useState<WebhookWithSecret>()
  const close = () => setOpen(undefined)
  return (
    <>
      <Button onClick={() => setOpen('test')}>{t('webhooks.test')}</Button>
      <PauseButton webhook={webhook} />
      <Button onClick={() => setOpen('edit')}>{t('shell.edit')}</Button>
      <Button onClick={() => setOpen('replay')}>{t('webhooks.replay')}</Button>
      <Button onClick={() => setOpen('rotate')}>{t('webhooks.rotate')}</Button>
      <Button onClick={() => setOpen('delete')}>{t('webhooks.delete')}</Button>
      {open === 'test' && <TestDialog webhook={webhook} onClose={close} />}
      {open === 'edit' && <EditWebhookDialog webhook={webhook} onClose={close} />}
      {open === 'replay' && <ReplayDialog webhook={webhook} onClose={close} />}
      {open === 'rotate' && <RotateDialog webhook={webhook} onMade={setRotated} onClose={close} />}
      {open === 'delete' && <DeleteDialog webhook={webhook} onClose={close} />}
      {rotated && <SecretOf webhook={rotated} onClose={() => setRotated(undefined)} />}
    </>
  )
}
