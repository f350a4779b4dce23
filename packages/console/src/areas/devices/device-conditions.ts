import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceConditions } from '../../api/generated/operations.ts'
import type { Filter } from '../../parts/list/filter-menu.tsx'

const flags = ['tagged', 'assigned', 'booted', 'conflict'] as const
const texts = ['manufacturer', 'model', 'groupTag', 'purchaseOrder', 'orderId', 'assignedUser', 'productKeyId'] as const

/** The conditions that a list of devices can have. */
export function useDeviceFilters(): Filter[] {
  const { t } = useTranslation()
  return useMemo(() => {
    const yesOrNo = ['true', 'false'].map(value => ({ value, title: t(`list.${value}`) }))
    const among = (id: string, values: readonly string[]) =>
      values.map(value => ({ value, title: t(`devices.${id}.${value}`) }))
    return [
      ...texts.map(id => ({ id, title: t(`devices.${id}`) })),
      ...flags.map(id => ({ id, title: t(`devices.${id}`), among: yesOrNo })),
      { id: 'quality', title: t('devices.identity'), among: among('quality', ['good', 'weak', 'placeholder']) },
      { id: 'source', title: t('devices.source'), among: among('sources', ['hash', 'product-key-id', 'tuple']) },
      { id: 'profileId', title: t('devices.profile'), among: [{ value: 'none', title: t('devices.withoutProfile') }] },
      { id: 'registeredFrom', title: t('devices.registeredFrom'), kind: 'date' as const },
      { id: 'registeredUntil', title: t('devices.registeredUntil'), kind: 'date' as const },
    ]
  }, [t])
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
