import {
  Badge,
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
} from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { call, callForFile } from '../../api/call.ts'
import type { Profile } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { saveFile } from '../../parts/download.ts'
import { Fault } from '../../parts/fault.tsx'
import { DeleteIcon, MoreIcon } from '../../parts/icons.ts'
import { JsonDialog } from '../../parts/json-dialog.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useNotify } from '../../parts/notify.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { AssignmentsCard } from './assignments-card.tsx'
import { draftOf } from './draft.ts'
import { SettingsCard } from './settings-card.tsx'
import { ToldCard } from './told-card.tsx'

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
  column: { display: 'grid', gap: '16px', minWidth: 0 },
  text: { margin: 0 },
})

function useDeeds(profile: Profile) {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const client = useQueryClient()
  const navigate = useNavigate()
  const notify = useNotify()
  const path = { tenantId, profileId: profile.id }
  return {
    async remove() {
      await call('DELETE /api/v1/tenants/{tenantId}/profiles/{profileId}', { path })
      notify(t('profiles.deleted'))
      // What is shown just now is gone, and must not be asked for again.
      await client.invalidateQueries({ refetchType: 'none' })
      await navigate('/profiles')
    },
    async makeDefault() {
      await call('PATCH /api/v1/tenants/{tenantId}/profiles/{profileId}', { path, body: { isDefault: true } })
      notify(t('shell.saved'))
      await client.invalidateQueries()
    },
    async download() {
      await callForFile('GET /api/v1/tenants/{tenantId}/profiles/{profileId}/offline-profile', { path })
        .then(file => saveFile(file, 'AutopilotConfigurationFile.json'))
        .catch((error: Error) => notify(error.message, 'error'))
    },
  }
}

function Deeds({ profile }: { readonly profile: Profile }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const deeds = useDeeds(profile)
  const [shown, setShown] = useState<'delete' | 'default' | 'json'>()
  const close = () => setShown(undefined)
  const mayWrite = may('profile.write')
  const name = profile.displayName
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button icon={<MoreIcon />} aria-label={t('list.more')} />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem onClick={() => void deeds.download()}>{t('profiles.offlineFile')}</MenuItem>
            {mayWrite && !profile.isDefault && (
              <MenuItem onClick={() => setShown('default')}>{t('profiles.makeDefault')}</MenuItem>
            )}
            <MenuItem onClick={() => setShown('json')}>{t('profiles.raw')}</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {mayWrite && <LinkButton to={`/profiles/new?from=${profile.id}`}>{t('profiles.duplicate')}</LinkButton>}
      {mayWrite && (
        <Button icon={<DeleteIcon />} onClick={() => setShown('delete')}>
          {t('profiles.delete')}
        </Button>
      )}
      {shown === 'json' && <JsonDialog title={name} value={profile} onClose={close} />}
      {shown === 'default' && (
        <Confirm
          title={t('profiles.makeDefaultTitle', { name })}
          deed={t('profiles.makeDefault')}
          onConfirm={deeds.makeDefault}
          onClose={close}
        >
          {t('profiles.makeDefaultText')}
        </Confirm>
      )}
      {shown === 'delete' && (
        <Confirm
          title={t('profiles.deleteTitle', { name })}
          deed={t('profiles.delete')}
          onConfirm={deeds.remove}
          onClose={close}
        >
          {t('profiles.deleteText')}
        </Confirm>
      )}
    </>
  )
}

/** How many devices get the profile at this moment. */
function DevicesCard({ profile }: { readonly profile: Profile }) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const path = { tenantId: useTenantId() }
  const read = useRead('GET /api/v1/tenants/{tenantId}/profile-counts', { path })
  const devices = read.data?.profiles.find(each => each.id === profile.id)?.devices ?? 0
  return (
    <Card title={t('profiles.devices')}>
      {read.error ? (
        <Fault error={read.error} />
      ) : read.data ? (
        <p className={styles.text}>
          <TextLink to={`/devices?profileId=${profile.id}`}>
            {t('profiles.getIt', { count: devices, shown: devices.toLocaleString(i18n.language) })}
          </TextLink>
        </p>
      ) : (
        <LoadingRows rows={1} />
      )}
    </Card>
  )
}

/** A profile: what it says, for whom it is, and what a device is told. */
export function ProfilePage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const { profileId = '' } = useParams()
  const above = { to: '/profiles', title: t('areas.profiles') }
  const read = useRead('GET /api/v1/tenants/{tenantId}/profiles/{profileId}', { path: { tenantId, profileId } })
  const profile = read.data
  if (!profile)
    return (
      <Page title={t('profiles.profile')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  const badge = profile.isDefault && (
    <Badge appearance="tint" color="brand">
      {t('profiles.default')}
    </Badge>
  )
  return (
    <Page title={profile.displayName} text={badge} above={above} actions={<Deeds profile={profile} />}>
      <div className={styles.grid}>
        <SettingsCard profile={profile} />
        <div className={styles.column}>
          <AssignmentsCard profile={profile} />
          {may('device.read') && <DevicesCard profile={profile} />}
          <ToldCard draft={draftOf(profile)} />
        </div>
      </div>
    </Page>
  )
}
