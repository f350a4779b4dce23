import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceConditions } from '../../api/generated/operations.ts'
import type { Filter } from '../../parts/list/filter-menu.tsx'
import { useGroups, useProfiles } from '../../parts/rules.ts'

const flags = ['tagged', 'assigned', 'booted', 'conflict'] as const
const texts = ['manufacturer', 'model', 'groupTag', 'purchaseOrder', 'orderId', 'assignedUser', 'productKeyId'] as const

/** The conditions that a list of devices can have. */
export function useDeviceFilters(): Filter[] {
  const { t } = useTranslation()
  const profiles = useProfiles()
  const groups = useGroups()
  return useMemo(() => {
    const named = (each: { id: string; displayName: string }) => ({ value: each.id, title: each.displayName })
    const yesOrNo = ['true', 'false'].map(value => ({ value, title: t(`list.${value}`) }))
    const among = (id: string, values: readonly string[]) =>
      values.map(value => ({ value, title: t(`devices.${id}.${value}`) }))
    return [
      ...texts.map(id => ({ id, title: t(`devices.${id}`) })),
      ...flags.map(id => ({ id, title: t(`devices.${id}`), among: yesOrNo })),
      { id: 'quality', title: t('devices.identity'), among: among('quality', ['good', 'weak', 'placeholder']) },
      { id: 'source', title: t('devices.source'), among: among('sources', ['hash', 'product-key-id', 'tuple']) },
      {
        id: 'profileId',
        title: t('devices.profile'),
        among: [{ value: 'none', title: t('devices.withoutProfile') }, ...profiles.map(named)],
      },
      { id: 'groupId', title: t('devices.group'), among: groups.map(named) },
      { id: 'rule', title: t('devices.membershipRule') },
      { id: 'registeredFrom', title: t('devices.registeredFrom'), kind: 'date' as const },
      { id: 'registeredUntil', title: t('devices.registeredUntil'), kind: 'date' as const },
    ]
  }, [t, profiles, groups])
}

const known = [
  'serial',
  'batchId',
  'registrarId',
  ...texts,
  ...flags,
  'quality',
  'source',
  'registeredFrom',
  'registeredUntil',
  'profileId',
  'groupId',
  'rule',
]

/** The conditions that stand in the address. */
export function readConditions(values: Readonly<Record<string, string>>): DeviceConditions {
  const given = Object.entries(values).filter(([name]) => known.includes(name))
  const read = ([name, value]: [string, string]) => [
    name,
    (flags as readonly string[]).includes(name) ? value === 'true' : value,
  ]
  return Object.fromEntries(given.map(read))
}
