import { linkStates, mostImportRows, partnerKinds, permissions, roles } from '@hailport/registry'
import Type from 'typebox'
import { closed, Id, nullable, Time, text } from './common.ts'

export const RoleName = Type.String({
  pattern: '^[a-z][a-z0-9-]{1,63}$',
  description: `A role of the organization's own, or one of ${Object.keys(roles).join(', ')}.`,
})
const PermissionName = Type.Enum([...permissions])
export const PartnerKindName = Type.Enum([...partnerKinds])

/** How organizations are looked for in lists. */
export const organizationSearch = {
  name: Type.Optional(text(200, 'A part of the name.')),
  order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'By age; asc when absent.' })),
}

const id = '0199a1b2-0000-7000-8000-000000000001'
const createdAt = '2031-01-31T12:00:00.000Z'

export const Tenant = Type.Object(
  {
    id: Id,
    name: Type.String(),
    domain: Type.String(),
    createdAt: Time,
    importRows: Type.Optional(
      Type.Integer({ description: 'Devices in one import on Graph, when not importRows of the limits.' }),
    ),
  },
  {
    $id: 'Tenant',
    description: 'A customer organization: what devices are registered to.',
    examples: [{ id, name: 'Contoso', domain: 'contoso.example', createdAt }],
  },
)

export const NewTenant = closed(
  { name: text(200), domain: text(253, 'DNS domain of the tenant, unique in the registry.') },
  { $id: 'NewTenant', examples: [{ name: 'Contoso', domain: 'contoso.example' }] },
)

export const TenantChange = closed(
  {
    importRows: Type.Optional(
      nullable(
        Type.Integer({
          minimum: 1,
          maximum: mostImportRows,
          description: 'Devices in one import on Graph: the usual limit or more. null: the usual limit.',
        }),
      ),
    ),
  },
  { $id: 'TenantChange', minProperties: 1, examples: [{ importRows: 2000 }] },
)

export const Partner = Type.Object(
  {
    id: Id,
    name: Type.String(),
    kind: PartnerKindName,
    manufacturers: Type.Array(Type.String(), { description: 'For makers: the SMBIOS manufacturer strings.' }),
    apiRegistration: Type.Boolean({ description: 'Whether its applications may register devices.' }),
    createdAt: Time,
  },
  {
    $id: 'Partner',
    description: 'A maker or reseller.',
    examples: [
      { id, name: 'Fabrikam Devices', kind: 'oem', manufacturers: ['Fabrikam'], apiRegistration: true, createdAt },
    ],
  },
)

export const NewPartner = closed(
  {
    name: text(200),
    kind: PartnerKindName,
    manufacturers: Type.Optional(Type.Array(text(64), { maxItems: 100 })),
  },
  { $id: 'NewPartner', examples: [{ name: 'Fabrikam Devices', kind: 'oem', manufacturers: ['Fabrikam'] }] },
)

export const PartnerChange = closed(
  {
    name: Type.Optional(text(200)),
    manufacturers: Type.Optional(Type.Array(text(64), { maxItems: 100 })),
    apiRegistration: Type.Optional(
      Type.Boolean({ description: 'Lets applications of an indirect reseller register devices.' }),
    ),
  },
  { $id: 'PartnerChange', minProperties: 1, examples: [{ apiRegistration: true }] },
)

export const PartnerLink = Type.Object(
  {
    partner: Type.Object({ id: Id, name: Type.String(), kind: PartnerKindName }),
    state: Type.Enum([...linkStates], { description: 'offered: the other side is to agree; asked: this side is.' }),
    changedAt: Time,
  },
  { $id: 'PartnerLink', description: 'An indirect provider and a reseller that works with it.' },
)

export const ConsentLink = Type.Object(
  { url: Type.String({ description: 'Send this to a customer.' }), code: Type.String() },
  { $id: 'ConsentLink', description: 'The standing link by which customers grant consent to the partner.' },
)

export const personMembers = {
  id: Id,
  organizationId: Id,
  email: Type.String(),
  name: Type.String(),
  roles: Type.Array(RoleName),
  createdAt: Time,
  disabledAt: Type.Optional(Time),
}

export const Person = Type.Object(personMembers, {
  $id: 'Person',
  description: 'A person of one organization.',
  examples: [
    { id, organizationId: id, email: 'admin@contoso.example', name: 'Admin', roles: ['tenant-admin'], createdAt },
  ],
})

const RoleList = Type.Array(RoleName, { maxItems: 20 })

export const NewPerson = closed(
  { email: text(254), name: text(200), roles: RoleList },
  { $id: 'NewPerson', examples: [{ email: 'admin@contoso.example', name: 'Admin', roles: ['tenant-admin'] }] },
)

export const PersonChange = closed(
  {
    name: Type.Optional(text(200)),
    roles: Type.Optional(RoleList),
    disabled: Type.Optional(Type.Boolean({ description: 'Takes effect with the next request of the person.' })),
  },
  { $id: 'PersonChange', minProperties: 1, examples: [{ disabled: true }] },
)

const tokenMembers = {
  id: Id,
  name: Type.String(),
  personId: Id,
  createdAt: Time,
  expiresAt: Type.Optional(Time),
  revokedAt: Type.Optional(Time),
  lastUsedAt: Type.Optional({ ...Time, description: 'To the hour.' }),
}

export const AccessToken = Type.Object(tokenMembers, {
  $id: 'AccessToken',
  description: 'A personal access token, without its secret.',
})

export const AccessTokenWithSecret = Type.Object(
  { ...tokenMembers, secret: Type.String({ description: 'Shown this once.' }) },
  { $id: 'AccessTokenWithSecret', description: 'A new personal access token.' },
)

export const NewAccessToken = closed(
  { name: text(100), expiresAt: Type.Optional(Time) },
  { $id: 'NewAccessToken', examples: [{ name: 'laptop', expiresAt: '2032-01-31T12:00:00Z' }] },
)

const Instant = Type.Optional(Time)
const credentialMembers = {
  id: Id,
  kind: Type.Enum(['secret', 'certificate', 'key']),
  name: Type.String(),
  thumbprint: Type.Optional(Type.String({ description: 'Of a certificate: its SHA-256, base64url.' })),
  createdAt: Time,
  expiresAt: Instant,
  lastUsedAt: Type.Optional({ ...Time, description: 'When a token was last given for it, to the hour. Not of keys.' }),
}

const Secret = Type.Optional(Type.String({ description: 'Shown this once.' }))

export const ApplicationCredentialWithSecret = Type.Object(
  { ...credentialMembers, secret: Secret },
  { $id: 'ApplicationCredentialWithSecret', description: 'A new credential of an application.' },
)

export const NewApplicationCredential = closed(
  {
    kind: Type.Enum(['secret', 'certificate']),
    name: Type.Optional(text(200)),
    expiresAt: Type.Optional(
      Type.String({
        format: 'date-time',
        maxLength: 40,
        description: 'Of a secret; a certificate has its own expiry.',
      }),
    ),
    certificate: Type.Optional(text(16_384, 'X.509 certificate in PEM, or DER in base64.')),
  },
  { $id: 'NewApplicationCredential', examples: [{ kind: 'secret', name: '2031', expiresAt: '2032-01-31T12:00:00Z' }] },
)

const ClientKind = Type.Enum(['confidential', 'public'], {
  description: '`public` ones can keep no secret: they act only for people who sign in, with PKCE or a device code.',
})
const PeopleOf = Type.Enum(['organization', 'everyone'], { description: 'Whose people may sign in to it.' })
const RedirectUris = Type.Array(Type.String({ maxLength: 2000 }), {
  maxItems: 20,
  description:
    'Where sign-ins may return to, compared exactly; https:, or http: on localhost (a public client may use any port there).',
})

const applicationMembers = {
  id: Type.String({ description: 'The OAuth client id.' }),
  organizationId: Id,
  name: Type.String(),
  roles: Type.Array(RoleName),
  client: ClientKind,
  redirectUris: RedirectUris,
  people: PeopleOf,
  credentials: Type.Array(Type.Object(credentialMembers)),
  createdAt: Time,
  revokedAt: Type.Optional(Time),
}

export const Application = Type.Object(applicationMembers, {
  $id: 'Application',
  description: 'A program that acts for an organization, or for people who sign in to it.',
})

export const ApplicationWithSecret = Type.Object(
  { ...applicationMembers, secret: Secret },
  { $id: 'ApplicationWithSecret', description: 'A new application.' },
)

export const NewApplication = closed(
  {
    name: text(200),
    roles: RoleList,
    client: Type.Optional(ClientKind),
    redirectUris: Type.Optional(RedirectUris),
    people: Type.Optional(PeopleOf),
    jwks: Type.Optional(
      closed(
        { keys: Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1, maxItems: 20 }) },
        { description: 'Public keys for private_key_jwt. When absent, a secret is made for a confidential client.' },
      ),
    ),
  },
  { $id: 'NewApplication', examples: [{ name: 'Order system', roles: ['registrar'] }] },
)

const tagList = Type.Array(text(512), { minItems: 1, maxItems: 1000 })
const tenantList = Type.Array(Id, { minItems: 1, maxItems: 1000 })
const permissionList = Type.Array(PermissionName, { minItems: 1, maxItems: 100 })
const roleLimits = {
  groupTags: Type.Optional({
    ...tagList,
    description: 'Its permissions about devices reach only these group tags; for tag-editor, the tags that it sets.',
  }),
  tenants: Type.Optional({ ...tenantList, description: 'Of a partner: customers that its permissions are for.' }),
}

export const OrganizationRole = Type.Object(
  {
    name: Type.String(),
    builtIn: Type.Boolean({ description: 'Whether every organization of the kind has it.' }),
    description: Type.Optional(Type.String()),
    permissions: Type.Array(PermissionName),
    takesGroupTags: Type.Boolean({ description: 'Whether group tags can be listed for it.' }),
    ...roleLimits,
  },
  {
    $id: 'OrganizationRole',
    description: 'A set of permissions that people and applications of the organization can have.',
    examples: [
      {
        name: 'berlin-desk',
        builtIn: false,
        permissions: ['device.read', 'device.tag'],
        takesGroupTags: true,
        groupTags: ['Berlin'],
      },
    ],
  },
)

export const PermissionInfo = Type.Object(
  {
    name: PermissionName,
    meaning: Type.String(),
    organizations: Type.Array(Type.Enum(['tenant', 'partner', 'registry']), {
      description: 'Kinds of organizations whose roles can have it.',
    }),
    delegable: Type.Boolean({ description: "Whether customers can grant it to a partner's staff." }),
  },
  {
    $id: 'PermissionInfo',
    description: 'Something that can be allowed.',
    examples: [
      {
        name: 'device.tag',
        meaning: 'set and clear group tags',
        organizations: ['tenant'],
        delegable: true,
      },
    ],
  },
)

export const NewRole = closed(
  {
    name: { ...RoleName, description: '2 to 64 lower-case letters, digits or hyphens. It never changes.' },
    description: Type.Optional(text(1000)),
    permissions: permissionList,
    ...roleLimits,
  },
  {
    $id: 'NewRole',
    examples: [{ name: 'berlin-desk', permissions: ['device.read', 'device.tag'], groupTags: ['Berlin'] }],
  },
)

export const RoleChange = closed(
  {
    description: Type.Optional(nullable(text(1000))),
    permissions: Type.Optional(permissionList),
    groupTags: Type.Optional(nullable(tagList)),
    tenants: Type.Optional(nullable(tenantList)),
  },
  { $id: 'RoleChange', minProperties: 1, examples: [{ groupTags: ['Berlin', 'Hamburg'] }] },
)

export const ApplicationChange = closed(
  {
    name: Type.Optional(text(200)),
    redirectUris: Type.Optional(RedirectUris),
    roles: Type.Optional({ ...RoleList, description: 'All that it is to have from its next request on.' }),
  },
  { $id: 'ApplicationChange', minProperties: 1, examples: [{ roles: ['registrar', 'device-reader'] }] },
)

export const Me = Type.Object(
  {
    kind: Type.Enum(['person', 'application', 'system']),
    id: Type.String(),
    organization: Type.Object({ kind: Type.Enum(['tenant', 'partner', 'registry']), id: Id }),
    roles: Type.Array(RoleName),
    permissions: Type.Array(PermissionName, { description: 'Everything that it may do, at least somewhere.' }),
    limited: Type.Array(
      Type.Object({
        permissions: Type.Array(PermissionName),
        groupTags: Type.Optional(Type.Array(Type.String())),
        tenants: Type.Optional(Type.Array(Id)),
      }),
      { description: 'Permissions that come with a limit to group tags or customers.' },
    ),
  },
  { $id: 'Me', description: 'Who acts, and what it may do.' },
)

export const organizationSchemas = [
  Tenant,
  NewTenant,
  TenantChange,
  Partner,
  NewPartner,
  PartnerChange,
  PartnerLink,
  ConsentLink,
  Person,
  NewPerson,
  PersonChange,
  AccessToken,
  AccessTokenWithSecret,
  NewAccessToken,
  Application,
  ApplicationWithSecret,
  NewApplication,
  OrganizationRole,
  PermissionInfo,
  NewRole,
  RoleChange,
  ApplicationChange,
  ApplicationCredentialWithSecret,
  NewApplicationCredential,
  Me,
]
