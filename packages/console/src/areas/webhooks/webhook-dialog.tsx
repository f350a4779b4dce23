import { Field, Input } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Webhook, WebhookWithSecret } from '../../api/generated/operations.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useOrganizationId } from '../../session/session.ts'
import { EventChoice } from './event-choice.tsx'
import { usePathOf } from './manage.ts'

interface Fields {
  readonly name: string
  readonly url: string
  readonly events: readonly string[] | undefined
}

interface FieldsDialogProps {
  readonly title: string
  readonly deed: string
  readonly start: Fields
  readonly onSubmit: (fields: Fields) => Promise<unknown>
  readonly onClose: () => void
}

function FieldsDialog({ title, deed, start, onSubmit, onClose }: FieldsDialogProps) {
  const { t } = useTranslation()
  const [fields, setFields] = useState(start)
  const change = (part: Partial<Fields>) => setFields({ ...fields, ...part })
  const name = fields.name.trim()
  const url = fields.url.trim()
  return (
    <FormDialog
      title={title}
      deed={deed}
      ready={name !== '' && url !== '' && fields.events?.length !== 0}
      onSubmit={() => onSubmit({ ...fields, name, url })}
      onClose={onClose}
    >
      <Field label={t('webhooks.name')} required>
        <Input value={fields.name} maxLength={100} onChange={(_, { value }) => change({ name: value })} />
      </Field>
      <Field label={t('webhooks.url')} hint={t('webhooks.urlHint')} required>
        <Input
          type="url"
          value={fields.url}
          maxLength={2000}
          placeholder="https://"
          onChange={(_, { value }) => change({ url: value })}
        />
      </Field>
      <EventChoice chosen={fields.events} onChange={events => change({ events })} />
    </FormDialog>
  )
}

interface AddWebhookDialogProps {
  readonly onAdded: (webhook: WebhookWithSecret) => void
  readonly onClose: () => void
}

/** Adds a webhook. */
export function AddWebhookDialog({ onAdded, onClose }: AddWebhookDialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const organizationId = useOrganizationId()
  const add = async ({ name, url, events }: Fields) => {
    const made = call('POST /api/v1/organizations/{organizationId}/webhooks', {
      path: { organizationId },
      body: { name, url, ...(events && { events }) },
    })
    onAdded(await deed(made, t('webhooks.added')))
  }
  return (
    <FieldsDialog
      title={t('webhooks.addTitle')}
      deed={t('webhooks.add')}
      start={{ name: '', url: '', events: undefined }}
      onSubmit={add}
      onClose={onClose}
    />
  )
}

interface EditWebhookDialogProps {
  readonly webhook: Webhook
  readonly onClose: () => void
}

/** Changes name, address and events of a webhook. */
export function EditWebhookDialog({ webhook, onClose }: EditWebhookDialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const pathOf = usePathOf()
  const { name, url, events } = webhook
  const save = (fields: Fields) =>
    deed(
      call('PATCH /api/v1/organizations/{organizationId}/webhooks/{webhookId}', {
        path: pathOf(webhook),
        body: { name: fields.name, url: fields.url, events: fields.events ?? null },
      }),
      t('shell.saved'),
    )
  return (
    <FieldsDialog
      title={t('webhooks.editTitle')}
      deed={t('shell.save')}
      start={{ name, url, events }}
      onSubmit={save}
      onClose={onClose}
    />
  )
}
