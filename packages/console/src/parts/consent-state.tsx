import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Consent } from '../api/generated/operations.ts'

export const consentStates = [
  'requested',
  'granted',
  'declined',
  'revoked',
  'expired',
  'exhausted',
  'lapsed',
  'cancelled',
] as const

const colors: Partial<Record<Consent['state'], 'success' | 'warning'>> = { granted: 'success', requested: 'warning' }

/** Whether the partner may register, asks, or was told no. */
export function ConsentState({ state }: { readonly state: Consent['state'] }) {
  const { t } = useTranslation()
  return (
    <Badge appearance="tint" color={colors[state] ?? 'informative'}>
      {t(`consents.states.${state}`)}
    </Badge>
  )
}

/** How many devices a consent was used for, of how many. */
export function useConsentUse(): (consent: Consent) => string {
  const { i18n } = useTranslation()
  const number = (count: number) => count.toLocaleString(i18n.language)
  return ({ devicesUsed, limits }) =>
    limits.deviceLimit === null ? number(devicesUsed) : `${number(devicesUsed)} / ${number(limits.deviceLimit)}`
}
