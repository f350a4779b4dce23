import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { useDeed } from '../../parts/use-deed.ts'
import { useTenantId } from '../../session/session.ts'

/** Certificates that are issued in one call. */
export const mostCertificates = 1000

/** Issues certificates for released devices; those that have one keep it. */
export function useIssue() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const deed = useDeed()
  return useMutation({
    mutationFn: (deviceIds: readonly string[]) =>
      deed(
        call('POST /api/v1/tenants/{tenantId}/release-certificates', { path: { tenantId }, body: { deviceIds } }),
        t('released.issued', { count: deviceIds.length }),
      ),
  })
}
