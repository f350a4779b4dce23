import { useTranslation } from 'react-i18next'
import type { Consent, Device } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { ConsentState } from '../../parts/consent-state.tsx'
import { useSession } from '../../session/session.ts'

/** Most consents that are looked at; of other partners only the kind is shown. */
const most = 1000

const known = new WeakMap<readonly Consent[], ReadonlyMap<string, Consent>>()

/** The consent that counts for each partner: the one in force, or else the latest. The service lists the latest first. */
function byPartner(consents: readonly Consent[]): ReadonlyMap<string, Consent> {
  const before = known.get(consents)
  if (before) return before
  const found = new Map<string, Consent>()
  for (const consent of consents) {
    const { id } = consent.partner
    if (!found.has(id) || (consent.state === 'granted' && found.get(id)?.state !== 'granted')) found.set(id, consent)
  }
  known.set(consents, found)
  return found
}

/** The consent with whoever registered a device; undefined when nobody had to ask. Read once for a whole list. */
function useConsentOf({ id }: Device['registrar']): Consent | undefined {
  const { may } = useSession()
  const query = { limit: most }
  const { data } = useRead('GET /api/v1/consents', { query }, { enabled: may('consent.read') })
  return data && byPartner(data.items).get(id)
}

interface RegistrarProps {
  readonly registrar: Device['registrar']
}

/** Who registered a device: the partner's name where the reader may know it. */
export function Registrar({ registrar }: RegistrarProps) {
  const { t } = useTranslation()
  const { kind } = registrar
  return useConsentOf(registrar)?.partner.name ?? t(`actors.${kind}`, { defaultValue: kind })
}

/** Whether the partner that registered a device may still register. */
export function RegistrarConsent({ registrar }: RegistrarProps) {
  const consent = useConsentOf(registrar)
  return consent && <ConsentState state={consent.state} />
}
