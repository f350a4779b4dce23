import { Button, Field, Input, makeStyles, Radio, RadioGroup, Textarea, tokens } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { Group } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { useGoAfterSaving } from '../../parts/after-saving.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { RuleBuilder } from './rule-builder.tsx'
import { RulePreview } from './rule-preview.tsx'

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1.4fr) minmax(0, 1fr)',
    gap: '16px',
    alignItems: 'start',
    '@media (max-width: 900px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  column: { display: 'grid', gap: '16px', minWidth: 0 },
  fields: { display: 'grid', gap: '14px' },
  buttons: { display: 'flex', gap: '8px' },
  rule: { fontFamily: tokens.fontFamilyMonospace, fontSize: '13px' },
})

interface Draft {
  readonly displayName: string
  readonly description: string
  readonly kind: Group['kind']
  readonly rule: string
}

const draftOf = ({ displayName, description, kind, rule }: Group): Draft => ({
  displayName,
  description: description ?? '',
  kind,
  rule: rule ?? '',
})

function useSave(group: Group | undefined, draft: Draft) {
  const tenantId = useTenantId()
  const { displayName, description, kind, rule } = draft
  const body = {
    displayName,
    description: description.trim() === '' ? null : description.trim(),
    ...(kind === 'dynamic' && { rule }),
  }
  return useMutation({
    mutationFn: () =>
      group
        ? call('PATCH /api/v1/tenants/{tenantId}/groups/{groupId}', { path: { tenantId, groupId: group.id }, body })
        : call('POST /api/v1/tenants/{tenantId}/groups', { path: { tenantId }, body }),
  })
}

interface FieldsProps {
  readonly draft: Draft
  readonly isNew: boolean
  readonly onChange: (draft: Draft) => void
}

function GroupFields({ draft, isNew, onChange }: FieldsProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <Card title={t('groups.general')}>
      <div className={styles.fields}>
        <Field label={t('groups.displayName')} required>
          <Input
            value={draft.displayName}
            maxLength={256}
            onChange={(_, { value }) => onChange({ ...draft, displayName: value })}
          />
        </Field>
        <Field label={t('groups.description')}>
          <Textarea
            value={draft.description}
            maxLength={1024}
            onChange={(_, { value }) => onChange({ ...draft, description: value })}
          />
        </Field>
        <Field label={t('groups.kind')} {...(!isNew && { hint: t('groups.kindStays') })}>
          <RadioGroup
            value={draft.kind}
            disabled={!isNew}
            onChange={(_, { value }) => onChange({ ...draft, kind: value as Group['kind'] })}
          >
            <Radio value="dynamic" label={t('groups.kindTexts.dynamic')} />
            <Radio value="static" label={t('groups.kindTexts.static')} />
          </RadioGroup>
        </Field>
      </div>
    </Card>
  )
}

function RuleFields({ draft, onChange }: Omit<FieldsProps, 'isNew'>) {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <Card title={t('groups.rule')}>
      <RuleBuilder onWrite={rule => onChange({ ...draft, rule })} />
      <Field label={t('groups.rule')} hint={t('groups.ruleHint')} required>
        <Textarea
          textarea={{ className: styles.rule, spellCheck: false }}
          value={draft.rule}
          rows={4}
          maxLength={3072}
          resize="vertical"
          onChange={(_, { value }) => onChange({ ...draft, rule: value })}
        />
      </Field>
    </Card>
  )
}

function EditForm({ group, rule }: { readonly group: Group | undefined; readonly rule: string }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const [start] = useState<Draft>(() =>
    group ? draftOf(group) : { displayName: '', description: '', kind: 'dynamic', rule },
  )
  const [draft, setDraft] = useState(start)
  const save = useSave(group, draft)
  const changed = JSON.stringify(draft) !== JSON.stringify(start)
  useGoAfterSaving(changed, save.data && `/groups/${save.data.id}`)
  const ruled = draft.kind === 'dynamic'
  const ready = changed && draft.displayName.trim() !== '' && (!ruled || draft.rule.trim() !== '')
  return (
    <form
      className={styles.grid}
      onSubmit={event => {
        event.preventDefault()
        if (ready) save.mutate()
      }}
    >
      <div className={styles.column}>
        <GroupFields draft={draft} isNew={!group} onChange={setDraft} />
        {ruled && <RuleFields draft={draft} onChange={setDraft} />}
      </div>
      <div className={styles.column}>
        {ruled && may('device.read') && <RulePreview rule={draft.rule} />}
        {save.error && <Fault error={save.error} />}
        <div className={styles.buttons}>
          <Button type="submit" appearance="primary" disabled={!ready || save.isPending}>
            {t(group ? 'shell.save' : 'groups.make')}
          </Button>
          <LinkButton to={group ? `/groups/${group.id}` : '/groups'}>{t('confirm.cancel')}</LinkButton>
        </div>
      </div>
    </form>
  )
}

/** Makes a group (`?rule=` to begin with), or changes one. */
export function EditPage() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const { groupId } = useParams()
  const rule = useSearchParams()[0].get('rule') ?? ''
  const read = useRead(
    'GET /api/v1/tenants/{tenantId}/groups/{groupId}',
    { path: { tenantId, groupId: groupId ?? '' } },
    { enabled: groupId !== undefined },
  )
  const name = read.data?.displayName ?? t('groups.group')
  const title = groupId ? t('groups.edit', { name }) : t('groups.new')
  const above = groupId ? { to: `/groups/${groupId}`, title: name } : { to: '/groups', title: t('areas.groups') }
  return (
    <Page title={title} above={above}>
      {read.error ? (
        <Fault error={read.error} onRetry={() => void read.refetch()} />
      ) : groupId && !read.data ? (
        <LoadingRows />
      ) : (
        <EditForm group={groupId ? read.data : undefined} rule={rule} />
      )}
    </Page>
  )
}
