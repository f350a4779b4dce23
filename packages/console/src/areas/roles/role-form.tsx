import { Button, Field, Input, makeStyles, Textarea } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Card } from '../../parts/card.tsx'
import { CheckList } from '../../parts/check-list.tsx'
import { useCustomers } from '../../parts/customers.ts'
import { Fault } from '../../parts/fault.tsx'
import { Lines, linesOf } from '../../parts/lines.tsx'
import { useKnownPermissions, usePermissionChoice } from '../../parts/permissions.tsx'
import { useUnsavedGuard } from '../../parts/unsaved.ts'
import { useDeed } from '../../parts/use-deed.ts'
import { type Permission, useSession } from '../../session/session.ts'

/** A role as it is typed. */
export interface RoleFields {
  readonly name: string
  readonly description: string
  readonly permissions: readonly string[]
  /** One a line. */
  readonly groupTags: string
  readonly tenants: readonly string[]
}

/** A role as it is asked for; null: no limit, nothing said. */
export interface WantedRole {
  readonly name: string
  readonly description: string | null
  readonly permissions: readonly Permission[]
  readonly groupTags: readonly string[] | null
  readonly tenants: readonly string[] | null
}

const isAboutDevices = (permission: string): boolean => permission.startsWith('device.')
const isAboutCustomers = (permission: string): boolean => /^(device|consent|delegation|profile)\./.test(permission)

/** The role that the fields stand for; a limit that would limit nothing is left out. */
const wantedOf = ({ name, description, permissions, groupTags, tenants }: RoleFields): WantedRole => {
  const tags = permissions.some(isAboutDevices) ? linesOf(groupTags) : []
  const customers = permissions.some(isAboutCustomers) ? tenants : []
  return {
    name: name.trim(),
    description: description.trim() === '' ? null : description.trim(),
    permissions: permissions as Permission[],
    groupTags: tags.length === 0 ? null : tags,
    tenants: customers.length === 0 ? null : customers,
  }
}

const useStyles = makeStyles({
  form: { display: 'grid', gap: '16px', maxWidth: '860px' },
  buttons: { display: 'flex', gap: '8px' },
})

interface PartProps {
  readonly fields: RoleFields
  readonly onChange: (change: Partial<RoleFields>) => void
}

/** What can be allowed: everything that a role of such an organization can allow; what the person has not itself cannot be chosen. */
function Permissions({ fields, onChange }: PartProps) {
  const { t } = useTranslation()
  const { me, may } = useSession()
  const choiceOf = usePermissionChoice()
  const known = useKnownPermissions(me.organization.kind) ?? []
  const choices = known.map(({ name }) => ({
    ...choiceOf(name),
    ...(!may(name) && { whyNot: t('roles.notYours') }),
  }))
  return (
    <CheckList
      whole
      label={t('roles.allows')}
      hint={t('roles.allowsHint')}
      choices={choices}
      chosen={fields.permissions}
      onChange={permissions => onChange({ permissions })}
    />
  )
}

/** How far the permissions reach; shown where it would limit something. */
function Limits({ fields, onChange }: PartProps) {
  const { t } = useTranslation()
  const { me } = useSession()
  const customers = [...(useCustomers()?.values() ?? [])]
  const aboutDevices = fields.permissions.some(isAboutDevices)
  const byCustomer = me.organization.kind === 'partner' && fields.permissions.some(isAboutCustomers)
  if (!aboutDevices && !byCustomer) return null
  return (
    <Card title={t('roles.limits')}>
      {aboutDevices && (
        <Lines
          label={t('roles.groupTags')}
          hint={t('roles.tagsHint')}
          value={fields.groupTags}
          onChange={groupTags => onChange({ groupTags })}
        />
      )}
      {byCustomer && (
        <CheckList
          label={t('roles.customers')}
          hint={t('roles.customersHint')}
          choices={customers.map(({ tenantId, name, domain }) => ({ value: tenantId, title: name, text: domain }))}
          chosen={fields.tenants}
          onChange={tenants => onChange({ tenants })}
        />
      )}
    </Card>
  )
}

interface RoleFormProps {
  readonly before: RoleFields
  /** Whether the role is there already: its name never changes. */
  readonly exists: boolean
  readonly onSave: (role: WantedRole) => Promise<unknown>
}

/** Makes or changes a role of the organization's own. */
export function RoleForm({ before, exists, onSave }: RoleFormProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const deed = useDeed()
  const navigate = useNavigate()
  const [fields, setFields] = useState(before)
  const change = (part: Partial<RoleFields>) => setFields({ ...fields, ...part })
  const save = useMutation({ mutationFn: () => deed(onSave(wantedOf(fields)), t('shell.saved')) })
  useUnsavedGuard(JSON.stringify(fields) !== JSON.stringify(before) && !save.isSuccess && !save.isPending)
  const submit = () => save.mutate(undefined, { onSuccess: () => void navigate(`/roles/${fields.name.trim()}`) })
  const ready = fields.name.trim() !== '' && fields.permissions.length > 0
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        if (ready) submit()
      }}
    >
      <Card title={t('roles.about')}>
        <Field label={t('roles.name')} hint={t('roles.nameHint')} required>
          <Input
            value={fields.name}
            disabled={exists}
            maxLength={64}
            pattern="[a-z][a-z0-9\-]{1,63}"
            onChange={(_, { value }) => change({ name: value })}
          />
        </Field>
        <Field label={t('roles.meaning')}>
          <Textarea
            value={fields.description}
            maxLength={1000}
            onChange={(_, { value }) => change({ description: value })}
          />
        </Field>
      </Card>
      <Card title={t('roles.permissions')}>
        <Permissions fields={fields} onChange={change} />
      </Card>
      <Limits fields={fields} onChange={change} />
      {save.error && <Fault error={save.error} />}
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" disabled={!ready || save.isPending}>
          {t(exists ? 'shell.save' : 'roles.make')}
        </Button>
      </div>
    </form>
  )
}
