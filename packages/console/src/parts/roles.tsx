import { useTranslation } from 'react-i18next'
import type { OrganizationRole } from '../api/generated/operations.ts'
import { useRead } from '../api/use-api.ts'
import { CheckList } from './check-list.tsx'

/** More than an organization can have. */
const most = 1000

/** The roles that people and applications of an organization can have, by name; undefined while they are fetched. */
export function useRoles(organizationId: string, enabled = true): ReadonlyMap<string, OrganizationRole> | undefined {
  const path = { organizationId }
  const { data } = useRead(
    'GET /api/v1/organizations/{organizationId}/roles',
    { path, query: { limit: most } },
    { enabled },
  )
  return data && new Map(data.items.map(role => [role.name, role]))
}

/** Makes the functions that name and explain roles: those that every organization has are translated. */
export function useRoleTexts() {
  const { t } = useTranslation()
  const title = (name: string): string => t(`roles.titles.${name}`, { defaultValue: name })
  const text = ({ name, builtIn, description = '' }: OrganizationRole): string =>
    builtIn ? t(`roles.meanings.${name}`, { defaultValue: description }) : description
  return { title, text }
}

interface RoleChoiceProps {
  readonly label: string
  readonly organizationId: string
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

/** Chooses among the roles of an organization, with what each is for. */
export function RoleChoice({ label, organizationId, chosen, onChange }: RoleChoiceProps) {
  const { t } = useTranslation()
  const { title, text } = useRoleTexts()
  const roles = [...(useRoles(organizationId)?.values() ?? [])]
  const reach = ({ groupTags, tenants }: OrganizationRole): string =>
    [
      groupTags && `${t('roles.groupTags')}: ${groupTags.join(', ')}`,
      tenants && t('roles.customerCount', { count: tenants.length }),
    ]
      .filter(Boolean)
      .join(' · ')
  const choices = roles.map(role => ({
    value: role.name,
    title: title(role.name),
    text: [text(role), reach(role)].filter(Boolean).join(' '),
    group: t(role.builtIn ? 'roles.builtIn' : 'roles.own'),
  }))
  const sorted = choices.sort((a, b) => a.group.localeCompare(b.group) || a.title.localeCompare(b.title))
  return <CheckList label={label} choices={sorted} chosen={chosen} onChange={onChange} />
}
