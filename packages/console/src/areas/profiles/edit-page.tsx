import { Button, makeStyles } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { Profile } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { useGoAfterSaving } from '../../parts/after-saving.ts'
import { Fault } from '../../parts/fault.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { useTenantId } from '../../session/session.ts'
import { changeOf, type Draft, draftOf, type StatusScreen } from './draft.ts'
import { ProfileForm } from './profile-form.tsx'
import { StatusScreenCard } from './status-screen-card.tsx'
import { ToldCard } from './told-card.tsx'

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1.4fr) minmax(0, 1fr)',
    gap: '16px',
    alignItems: 'start',
    '@media (max-width: 900px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  column: { display: 'grid', gap: '16px', minWidth: 0 },
  aside: { display: 'grid', gap: '16px', minWidth: 0, position: 'sticky', top: '16px' },
  buttons: { display: 'flex', gap: '8px' },
})

interface EditFormProps {
  /** What stands there at first. */
  readonly start: Draft
  readonly usualScreen: StatusScreen
  /** The profile that is changed; absent: a new one is made. */
  readonly profile?: Profile | undefined
}

/** Saves what differs, or all of a new one. */
function useSave(profile: Profile | undefined, start: Draft, draft: Draft) {
  const tenantId = useTenantId()
  return useMutation({
    mutationFn: () =>
      profile
        ? call('PATCH /api/v1/tenants/{tenantId}/profiles/{profileId}', {
            path: { tenantId, profileId: profile.id },
            body: changeOf(start, draft),
          })
        : call('POST /api/v1/tenants/{tenantId}/profiles', { path: { tenantId }, body: draft }),
  })
}

function EditForm({ start: given, usualScreen, profile }: EditFormProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  // What others save meanwhile is no change of this form.
  const [start] = useState(given)
  const [draft, setDraft] = useState(start)
  const save = useSave(profile, start, draft)
  const changed = Object.keys(changeOf(start, draft)).length > 0
  useGoAfterSaving(changed, save.data && `/profiles/${save.data.id}`)
  const ready = draft.displayName.trim() !== '' && (changed || !profile)
  return (
    <form
      className={styles.grid}
      onSubmit={event => {
        event.preventDefault()
        if (ready) save.mutate()
      }}
    >
      <div className={styles.column}>
        <ProfileForm draft={draft} onChange={setDraft} />
        <StatusScreenCard draft={draft} usual={usualScreen} onChange={setDraft} />
      </div>
      <div className={styles.aside}>
        <ToldCard draft={draft} />
        {save.error && <Fault error={save.error} />}
        <div className={styles.buttons}>
          <Button type="submit" appearance="primary" disabled={!ready || save.isPending}>
            {t(profile ? 'shell.save' : 'profiles.make')}
          </Button>
          <LinkButton to={profile ? `/profiles/${profile.id}` : '/profiles'}>{t('confirm.cancel')}</LinkButton>
        </div>
      </div>
    </form>
  )
}

/** Makes a profile, from nothing or after another one (`?from=`), or changes one. */
export function EditPage() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const { profileId } = useParams()
  const from = useSearchParams()[0].get('from') ?? undefined
  const source = profileId ?? from
  const read = useRead(
    'GET /api/v1/tenants/{tenantId}/profiles/{profileId}',
    { path: { tenantId, profileId: source ?? '' } },
    { enabled: source !== undefined },
  )
  const usual = useRead('POST /api/v1/tenants/{tenantId}/profile-previews', {
    path: { tenantId },
    body: { enrollmentStatusScreenSettings: {} },
  })
  const title = profileId ? t('profiles.edit', { name: read.data?.displayName ?? '' }) : t('profiles.new')
  const above = profileId
    ? { to: `/profiles/${profileId}`, title: read.data?.displayName ?? t('profiles.profile') }
    : { to: '/profiles', title: t('areas.profiles') }
  const error = read.error ?? usual.error
  const settings = usual.data?.settings
  const screen = settings?.enrollmentStatusScreenSettings
  if (!settings || !screen || (source && !read.data))
    return (
      <Page title={title} above={above}>
        {error ? <Fault error={error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  const copied = read.data && draftOf(read.data)
  const copy = copied && {
    ...copied,
    displayName: t('profiles.copyOf', { name: copied.displayName }),
    isDefault: false,
  }
  const start = profileId ? copied : copy
  return (
    <Page title={title} above={above}>
      <EditForm
        key={source ?? 'new'}
        start={start ?? { ...settings, enrollmentStatusScreenSettings: null }}
        usualScreen={screen}
        profile={profileId ? read.data : undefined}
      />
    </Page>
  )
}
