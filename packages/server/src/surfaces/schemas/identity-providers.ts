import Type from 'typebox'
import { closed, Id, Time, text } from './common.ts'

const settings = {
  scopes: Type.Array(text(200), { maxItems: 20, description: 'Asked for beside openid. Default: profile, email.' }),
  emailDomains: Type.Array(text(253), {
    maxItems: 100,
    description:
      "People with these addresses are led to the provider. The tenant's own domain and those below it; operators add others.",
  }),
  newPeople: Type.Enum(['create', 'refuse'], {
    description: 'What becomes of somebody who is not known yet: added at the first sign-in (default), or refused.',
  }),
  linkByEmail: Type.Boolean({
    description:
      'Whether somebody who is here already is found by an address that the provider says is verified. Default: no.',
  }),
  secondFactor: Type.Enum(['here', 'provider'], {
    description: 'Who sees to second factors: this service by its policy (default), or the provider.',
  }),
  roleClaim: text(200, 'Claim of the ID token with groups or roles; `a.b` is b of a. Default: groups.'),
  roleMapping: Type.Array(closed({ value: text(300, 'Group or role there.'), role: text(64) }), {
    maxItems: 500,
    description: 'With any, roles are set anew at each sign-in.',
  }),
  defaultRoles: Type.Array(text(64), { maxItems: 50, description: 'Roles of everybody from there.' }),
  acceptTokens: Type.Boolean({
    description:
      "Whether access tokens of the provider are good at the APIs (default: no): of the clients below, and of people who are known here by their subject. People's only with secondFactor provider.",
  }),
  tokenAudiences: Type.Array(text(500), {
    maxItems: 10,
    description: 'What these tokens may be for, beside {service}/{organizationId}, {service} and {service}/api.',
  }),
  clients: Type.Array(
    closed({
      clientId: text(300, 'As azp, appid or client_id of the token names it.'),
      applicationId: { ...Id, description: 'The application of the organization that it is here.' },
      subject: Type.Optional(
        text(255, 'sub of the tokens that it gets for itself, when that is not clientId and they have no idtyp.'),
      ),
    }),
    { maxItems: 100, description: 'Clients at the provider whose tokens are taken. Needs applications.manage.' },
  ),
}

const base = {
  label: text(100, 'What the button says: "Sign in with …".'),
  clientId: text(300, 'Under which the provider knows this service.'),
}
const issuer = text(
  500,
  'As the provider names itself in its document, such as https://login.contoso.example/realms/staff.',
)

export const IdentityProvider = Type.Object(
  {
    id: Id,
    organizationId: Id,
    ...base,
    issuer,
    credential: Type.Enum(['none', 'secret', 'key']),
    ...settings,
    redirectUri: Type.String({ description: 'To be registered at the provider.' }),
    createdAt: Time,
    updatedAt: Time,
    disabledAt: Type.Optional(Time),
  },
  { $id: 'IdentityProvider', description: 'An external OpenID provider, without its secret.' },
)

const Credential = Type.Union([
  closed({ kind: Type.Literal('none') }),
  closed({ kind: Type.Literal('secret'), secret: text(1000) }),
  closed({
    kind: Type.Literal('key'),
    privateKey: text(10_000, 'RSA or P-256, PKCS #8 in PEM.'),
    keyId: Type.Optional(text(300, 'kid of the public half at the provider.')),
  }),
])

const changes = {
  ...Type.Partial(Type.Object(settings)).properties,
  credential: Type.Optional(Credential),
  disabled: Type.Optional(Type.Boolean()),
}

const example = { label: 'Contoso', clientId: 'hailport', credential: { kind: 'secret' as const, secret: 's' } }

export const NewIdentityProvider = closed(
  { ...base, issuer, ...changes },
  { $id: 'NewIdentityProvider', examples: [{ ...example, issuer: 'https://login.contoso.example/realms/staff' }] },
)

export const IdentityProviderChange = closed(
  { ...Type.Partial(Type.Object(base)).properties, ...changes },
  { $id: 'IdentityProviderChange', description: 'What is absent stays.', examples: [{ disabled: true }] },
)

export const ExternalIdentity = Type.Object(
  { providerId: Id, subject: Type.String(), createdAt: Time, lastUsedAt: Type.Optional(Time) },
  { $id: 'ExternalIdentity', description: 'Who a person is at a provider.' },
)

export const NewExternalIdentity = closed(
  { providerId: Id, subject: text(255, 'sub of the provider.') },
  { $id: 'NewExternalIdentity', examples: [{ providerId: '0199a1b2-0000-7000-8000-000000000001', subject: 'ada' }] },
)

export const identityProviderSchemas = [
  IdentityProvider,
  NewIdentityProvider,
  IdentityProviderChange,
  ExternalIdentity,
  NewExternalIdentity,
]
