import { Button, Field, Input, Select } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { ExternalIdentity, IdentityProvider, Person } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { Rows } from '../../parts/rows.tsx'
import { Time } from '../../parts/time.tsx'
import { useDeed } from '../../parts/use-deed.ts'

interface LinkDialogProps {
  readonly person: Person
  readonly providers: readonly IdentityProvider[]
  readonly onClose: () => void
}

function LinkDialog({ person, providers, onClose }: LinkDialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const [providerId, setProvider] = useState(providers[0]?.id ?? '')
  const [subject, setSubject] = useState('')
  const link = () =>
    deed(
      call('POST /api/v1/organizations/{organizationId}/people/{personId}/external-identities', {
        path: { organizationId: person.organizationId, personId: person.id },
        body: { providerId, subject: subject.trim() },
      }),
      t('people.linked'),
    )
  return (
    <FormDialog
      title={t('people.linkExternalTitle', { name: person.name })}
      deed={t('people.linkExternal')}
      ready={subject.trim() !== ''}
      onSubmit={link}
      onClose={onClose}
    >
      <span>{t('people.linkExternalText')}</span>
      <Field label={t('people.provider')}>
        <Select value={providerId} onChange={(_, { value }) => setProvider(value)}>
          {providers.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('people.subject')} hint={t('people.subjectHint')} required>
        <Input value={subject} maxLength={255} onChange={(_, { value }) => setSubject(value)} />
      </Field>
    </FormDialog>
  )
}

/** Who a person is at the organization's identity providers; nothing where there are none. */
export function ExternalCard({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const { organizationId, id: personId } = person
  const path = { organizationId, personId }
  const read = useRead('GET /api/v1/organizations/{organizationId}/people/{personId}/external-identities', { path })
  const { data } = useRead('GET /api/v1/organizations/{organizationId}/identity-providers', {
    path: { organizationId },
    query: { limit: 100 },
  })
  const [linking, setLinking] = useState(false)
  const [unlinking, setUnlinking] = useState<ExternalIdentity>()
  const providers = data?.items ?? []
  if (providers.length === 0) return null
  const labelOf = (id: string) => providers.find(each => each.id === id)?.label ?? id
  const unlink = (providerId: string) =>
    deed(
      call('DELETE /api/v1/organizations/{organizationId}/people/{personId}/external-identities/{providerId}', {
        path: { ...path, providerId },
      }),
      t('people.unlinked'),
    )
  const link = (
    <Button size="small" onClick={() => setLinking(true)}>
      {t('people.linkExternal')}
    </Button>
  )
  return (
    <Card title={t('people.external')} actions={link}>
      <Rows
        none={t('people.noExternal')}
        rows={(read.data?.items ?? []).map(each => ({
          id: `${each.providerId} ${each.subject}`,
          title: labelOf(each.providerId),
          text: (
            <>
              {each.subject} · {each.lastUsedAt ? <Time at={each.lastUsedAt} kind="ago" /> : t('people.neverUsed')}
            </>
          ),
          deeds: (
            <Button
              size="small"
              aria-label={`${t('people.unlink')}: ${labelOf(each.providerId)}`}
              onClick={() => setUnlinking(each)}
            >
              {t('people.unlink')}
            </Button>
          ),
        }))}
      />
      {linking && <LinkDialog person={person} providers={providers} onClose={() => setLinking(false)} />}
      {unlinking && (
        <Confirm
          title={t('people.unlinkTitle', { name: labelOf(unlinking.providerId) })}
          deed={t('people.unlink')}
          onConfirm={() => unlink(unlinking.providerId)}
          onClose={() => setUnlinking(undefined)}
        >
          {t('people.unlinkText')}
        </Confirm>
      )}
    </Card>
  )
}
