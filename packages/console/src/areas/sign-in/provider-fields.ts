import type { IdentityProvider, NewIdentityProvider } from '../../api/generated/operations.ts'
import { linesOf } from '../../parts/lines.tsx'

/** An identity provider as it is typed; lists one a line. */
export interface ProviderFields {
  readonly label: string
  readonly issuer: string
  readonly clientId: string
  /** `keep`: what the service has stays. */
  readonly credential: 'keep' | 'none' | 'secret' | 'key'
  readonly secret: string
  readonly privateKey: string
  readonly keyId: string
  readonly emailDomains: string
  readonly newPeople: IdentityProvider['newPeople']
  readonly linkByEmail: boolean
  readonly secondFactor: IdentityProvider['secondFactor']
  readonly roleClaim: string
  /** `value = role`, one a line. */
  readonly roleMapping: string
  readonly defaultRoles: readonly string[]
  readonly acceptTokens: boolean
  readonly tokenAudiences: string
}

export const emptyProvider: ProviderFields = {
  label: '',
  issuer: '',
  clientId: '',
  credential: 'secret',
  secret: '',
  privateKey: '',
  keyId: '',
  emailDomains: '',
  newPeople: 'create',
  linkByEmail: false,
  secondFactor: 'here',
  roleClaim: 'groups',
  roleMapping: '',
  defaultRoles: [],
  acceptTokens: false,
  tokenAudiences: '',
}

/** What stands in the fields for a provider that is there. */
export const fieldsOf = (provider: IdentityProvider): ProviderFields => ({
  ...emptyProvider,
  ...provider,
  credential: 'keep',
  emailDomains: provider.emailDomains.join('\n'),
  roleMapping: provider.roleMapping.map(({ value, role }) => `${value} = ${role}`).join('\n'),
  tokenAudiences: provider.tokenAudiences.join('\n'),
})

/** The last sign of equality parts value and role: no role has one in its name. */
const mappingOf = (line: string) => {
  const at = line.lastIndexOf('=')
  return { value: line.slice(0, Math.max(at, 0)).trim(), role: line.slice(at + 1).trim() }
}

function credentialOf({
  credential,
  secret,
  privateKey,
  keyId,
}: ProviderFields): Pick<NewIdentityProvider, 'credential'> {
  if (credential === 'keep') return {}
  if (credential === 'none') return { credential: { kind: 'none' } }
  if (credential === 'secret') return { credential: { kind: 'secret', secret } }
  return { credential: { kind: 'key', privateKey, ...(keyId.trim() !== '' && { keyId: keyId.trim() }) } }
}

/** The provider that the fields stand for. */
export const providerOf = (fields: ProviderFields): NewIdentityProvider => ({
  label: fields.label.trim(),
  issuer: fields.issuer.trim(),
  clientId: fields.clientId.trim(),
  emailDomains: linesOf(fields.emailDomains),
  newPeople: fields.newPeople,
  linkByEmail: fields.linkByEmail,
  secondFactor: fields.secondFactor,
  roleClaim: fields.roleClaim.trim(),
  roleMapping: linesOf(fields.roleMapping).map(mappingOf),
  defaultRoles: fields.defaultRoles,
  acceptTokens: fields.acceptTokens,
  tokenAudiences: linesOf(fields.tokenAudiences),
  ...credentialOf(fields),
})
