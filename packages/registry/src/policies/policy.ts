import { RegistryError } from '../errors.ts'
import type { PoliciesTable } from '../store/index.ts'
import { optionalText, requireText } from '../text.ts'

/** What a policy can say, as Partner Center names it. The last three of first boot are pages that are not shown. */
export const policySettings = [
  'none',
  'remove_oem_preinstalls',
  'oobe_user_not_local_admin',
  'skip_express_settings',
  'skip_oem_registration',
  'skip_eula',
] as const
export type PolicySetting = (typeof policySettings)[number]

/** A profile of a partner's own, for devices that it registers for one tenant. */
export interface Policy {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly settings: readonly PolicySetting[]
  readonly createdAt: number
  readonly updatedAt: number
}

export interface PolicyInput {
  readonly name: unknown
  readonly description?: unknown
  readonly settings: unknown
}

export const toPolicy = (row: PoliciesTable): Policy => ({
  id: row.id,
  name: row.name,
  description: row.description,
  settings: JSON.parse(row.settings),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** The columns of a policy. @throws invalid_request naming the field. */
export function checkPolicy(input: PolicyInput): Pick<PoliciesTable, 'name' | 'description' | 'settings'> {
  const { settings } = input
  if (!Array.isArray(settings) || settings.some(setting => !policySettings.includes(setting)))
    throw new RegistryError('invalid_request', `policySettings must be a list of ${policySettings.join(', ')}.`, {
      field: 'policySettings',
    })
  return {
    name: requireText(input.name, 'name', 200),
    description: optionalText(input.description, 'description', 1500),
    settings: JSON.stringify([...new Set(settings)]),
  }
}
