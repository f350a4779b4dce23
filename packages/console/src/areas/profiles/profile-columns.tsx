import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Assignment, Profile, ProfileCounts } from '../../api/generated/operations.ts'
import type { Column } from '../../parts/list/columns.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'

/** For whom a profile is: groups, all devices, or whoever gets no other. */
function Target({ profile, assignments }: { readonly profile: Profile; readonly assignments: readonly Assignment[] }) {
  const { t } = useTranslation()
  const of = (kind: Assignment['target']['kind']) => assignments.filter(({ target }) => target.kind === kind).length
  const [groups, excluded] = [of('group'), of('exclusion')]
  const parts = [
    groups > 0 && t('profiles.toGroups', { count: groups }),
    of('allDevices') > 0 && t('profiles.toAll'),
    excluded > 0 && t('profiles.notGroups', { count: excluded }),
  ].filter(part => typeof part === 'string')
  return (
    <>
      {profile.isDefault && (
        <Badge appearance="tint" color="brand">
          {t('profiles.default')}
        </Badge>
      )}{' '}
      {parts.join(', ') || (!profile.isDefault && t('profiles.toNobody'))}
    </>
  )
}

/** Columns of a list of profiles. @param counts and assignments: undefined while they are fetched. */
export function useProfileColumns(
  counts: ProfileCounts | undefined,
  assignments: readonly Assignment[] | undefined,
): Column<Profile>[] {
  const { t, i18n } = useTranslation()
  const devicesOf = (id: string) => counts?.profiles.find(each => each.id === id)?.devices
  return [
    {
      id: 'displayName',
      title: t('profiles.displayName'),
      width: 220,
      sort: 'displayName',
      render: ({ id, displayName }) => <TextLink to={`/profiles/${id}`}>{displayName}</TextLink>,
    },
    {
      id: 'target',
      title: t('profiles.target'),
      width: 210,
      usual: true,
      render: profile => (
        <Target profile={profile} assignments={(assignments ?? []).filter(one => one.profileId === profile.id)} />
      ),
    },
    {
      id: 'devices',
      title: t('profiles.devices'),
      width: 90,
      usual: true,
      render: ({ id }) => {
        const devices = devicesOf(id)
        if (devices === undefined) return '–'
        return <TextLink to={`/devices?profileId=${id}`}>{devices.toLocaleString(i18n.language)}</TextLink>
      },
    },
    {
      id: 'joinMethod',
      title: t('profiles.joinMethod'),
      width: 150,
      usual: true,
      render: ({ joinMethod }) => t(`profiles.joinMethods.${joinMethod}`),
    },
    {
      id: 'usage',
      title: t('profiles.usage'),
      width: 130,
      usual: true,
      render: profile => t(`profiles.usages.${profile.outOfBoxExperienceSetting.deviceUsageType}`),
    },
    { id: 'template', title: t('profiles.template'), width: 140, render: profile => profile.deviceNameTemplate },
    { id: 'description', title: t('profiles.description'), width: 220, render: profile => profile.description },
    {
      id: 'createdAt',
      title: t('profiles.createdAt'),
      width: 120,
      usual: true,
      sort: 'createdAt',
      render: ({ createdAt }) => <Time at={createdAt} kind="date" />,
    },
    {
      id: 'updatedAt',
      title: t('profiles.updatedAt'),
      width: 120,
      render: ({ updatedAt }) => <Time at={updatedAt} kind="date" />,
    },
  ]
}
