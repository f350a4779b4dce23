import { Checkbox, Field, Input, Radio, RadioGroup, Select, Textarea } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { Card } from '../../parts/card.tsx'
import { Lines } from '../../parts/lines.tsx'
import { RoleChoice } from '../../parts/roles.tsx'
import { useOrganizationId } from '../../session/session.ts'
import type { ProviderFields } from './provider-fields.ts'

interface PartProps {
  readonly fields: ProviderFields
  readonly onChange: (part: Partial<ProviderFields>) => void
}

function CredentialFields({ fields, onChange, exists }: PartProps & { readonly exists: boolean }) {
  const { t } = useTranslation()
  const kinds = [...(exists ? (['keep'] as const) : []), 'secret', 'key', 'none'] as const
  return (
    <>
      <Field label={t('signIn.credential')}>
        <Select
          value={fields.credential}
          onChange={(_, { value }) => onChange({ credential: value as ProviderFields['credential'] })}
        >
          {kinds.map(kind => (
            <option key={kind} value={kind}>
              {t(`signIn.credentials.${kind}`)}
            </option>
          ))}
        </Select>
      </Field>
      {fields.credential === 'secret' && (
        <Field label={t('signIn.secret')} hint={t('signIn.secretHint')} required>
          <Input
            type="password"
            autoComplete="off"
            value={fields.secret}
            maxLength={1000}
            onChange={(_, { value }) => onChange({ secret: value })}
          />
        </Field>
      )}
      {fields.credential === 'key' && (
        <>
          <Field label={t('signIn.privateKey')} hint={t('signIn.privateKeyHint')} required>
            <Textarea
              rows={5}
              value={fields.privateKey}
              maxLength={10_000}
              textarea={{ spellCheck: false }}
              onChange={(_, { value }) => onChange({ privateKey: value })}
            />
          </Field>
          <Field label={t('signIn.keyId')}>
            <Input value={fields.keyId} maxLength={300} onChange={(_, { value }) => onChange({ keyId: value })} />
          </Field>
        </>
      )}
    </>
  )
}

/** What the provider is, and how this service is known there. */
export function AccountCard({ fields, onChange, exists }: PartProps & { readonly exists: boolean }) {
  const { t } = useTranslation()
  return (
    <Card title={t('signIn.account')}>
      <Field label={t('signIn.label')} hint={t('signIn.labelHint')} required>
        <Input value={fields.label} maxLength={100} onChange={(_, { value }) => onChange({ label: value })} />
      </Field>
      <Field label={t('signIn.issuer')} hint={t(exists ? 'signIn.issuerStays' : 'signIn.issuerHint')} required>
        <Input
          type="url"
          value={fields.issuer}
          disabled={exists}
          maxLength={500}
          onChange={(_, { value }) => onChange({ issuer: value })}
        />
      </Field>
      <Field label={t('signIn.clientId')} hint={t('signIn.clientIdHint')} required>
        <Input value={fields.clientId} maxLength={300} onChange={(_, { value }) => onChange({ clientId: value })} />
      </Field>
      <CredentialFields fields={fields} onChange={onChange} exists={exists} />
    </Card>
  )
}

/** Who signs in through the provider. */
export function PeopleCard({ fields, onChange }: PartProps) {
  const { t } = useTranslation()
  return (
    <Card title={t('signIn.people')}>
      <Lines
        label={t('signIn.domains')}
        hint={t('signIn.domainsHint')}
        value={fields.emailDomains}
        onChange={emailDomains => onChange({ emailDomains })}
      />
      <Field label={t('signIn.newPeople')}>
        <RadioGroup
          value={fields.newPeople}
          onChange={(_, { value }) => onChange({ newPeople: value as ProviderFields['newPeople'] })}
        >
          <Radio value="create" label={t('signIn.newPeopleOf.create')} />
          <Radio value="refuse" label={t('signIn.newPeopleOf.refuse')} />
        </RadioGroup>
      </Field>
      <Checkbox
        checked={fields.linkByEmail}
        label={t('signIn.linkByEmail')}
        onChange={(_, { checked }) => onChange({ linkByEmail: checked === true })}
      />
      <Field label={t('signIn.secondFactor')}>
        <RadioGroup
          value={fields.secondFactor}
          onChange={(_, { value }) => onChange({ secondFactor: value as ProviderFields['secondFactor'] })}
        >
          <Radio value="here" label={t('signIn.factorOf.here')} />
          <Radio value="provider" label={t('signIn.factorOf.provider')} />
        </RadioGroup>
      </Field>
    </Card>
  )
}

/** Which roles people from there have. */
export function RolesCard({ fields, onChange }: PartProps) {
  const { t } = useTranslation()
  const organizationId = useOrganizationId()
  return (
    <Card title={t('signIn.roles')}>
      <Field label={t('signIn.roleClaim')} hint={t('signIn.roleClaimHint')}>
        <Input value={fields.roleClaim} maxLength={200} onChange={(_, { value }) => onChange({ roleClaim: value })} />
      </Field>
      <Lines
        label={t('signIn.mapping')}
        hint={t('signIn.mappingHint')}
        value={fields.roleMapping}
        onChange={roleMapping => onChange({ roleMapping })}
      />
      <RoleChoice
        label={t('signIn.defaultRoles')}
        organizationId={organizationId}
        chosen={fields.defaultRoles}
        onChange={defaultRoles => onChange({ defaultRoles })}
      />
    </Card>
  )
}

/** Whether access tokens of the provider are good at the APIs. */
export function TokensCard({ fields, onChange }: PartProps) {
  const { t } = useTranslation()
  return (
    <Card title={t('signIn.tokens')}>
      <Checkbox
        checked={fields.acceptTokens}
        label={t('signIn.acceptTokens')}
        onChange={(_, { checked }) => onChange({ acceptTokens: checked === true })}
      />
      {fields.acceptTokens && (
        <Lines
          label={t('signIn.audiences')}
          hint={t('signIn.audiencesHint')}
          value={fields.tokenAudiences}
          onChange={tokenAudiences => onChange({ tokenAudiences })}
        />
      )}
    </Card>
  )
}
