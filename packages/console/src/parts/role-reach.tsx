import { useTranslation } from 'react-i18next'
import type { OrganizationRole } from '../api/generated/operations.ts'
import { useCustomerName } from './customers.ts'

/** The group tags and customers that a role is limited to; nothing when it reaches everything. */
export function RoleReach({ role }: { readonly role: OrganizationRole }) {
  const { t } = useTranslation()
  const nameOf = useCustomerName()
  const { groupTags, tenants } = role
  return (
    <>
      {groupTags && (
        <span>
          {t('roles.groupTags')}: {groupTags.join(', ')}.{' '}
        </span>
      )}
      {tenants && (
        <span>
          {t('roles.customers')}: {tenants.map(id => nameOf(id)).join(', ')}.
        </span>
      )}
    </>
  )
}
