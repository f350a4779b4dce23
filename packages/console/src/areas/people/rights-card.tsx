import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrganizationRole, Person } from '../../api/generated/operations.ts'
import { Card } from '../../parts/card.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { PermissionList } from '../../parts/permissions.tsx'
import { usePlace } from '../../parts/place.ts'
import { RoleReach } from '../../parts/role-reach.tsx'
import { RoleChoice, useRoles, useRoleTexts } from '../../parts/roles.tsx'
import { type RowItem, Rows } from '../../parts/rows.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useSession } from '../../session/session.ts'
import { useChangePerson } from './person-toolbar.tsx'

const useStyles = makeStyles({
  summary: { cursor: 'pointer', color: tokens.colorBrandForegroundLink, padding: '2px 0' },
  list: { paddingTop: '8px' },
})

function RolesDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const change = useChangePerson(person)
  const [roles, setRoles] = useState<readonly string[]>(person.roles)
  return (
    <FormDialog
      title={t('people.rolesOf', { name: person.name })}
      deed={t('shell.save')}
      onSubmit={() => deed(change({ roles }), t('shell.saved'))}
      onClose={onClose}
    >
      <span>{t('people.rolesText')}</span>
      <RoleChoice label={t('people.roles')} organizationId={person.organizationId} chosen={roles} onChange={setRoles} />
    </FormDialog>
  )
}

/** The roles of a person, what they reach, and what they allow taken together. */
export function RightsCard({ person }: { readonly person: Person }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const { base } = usePlace()
  const { title, text } = useRoleTexts()
  const roles = useRoles(person.organizationId, may('people.read'))
  const [changing, setChanging] = useState(false)
  const has = person.roles.map(name => roles?.get(name)).filter((role): role is OrganizationRole => role !== undefined)
  const permissions = [...new Set(has.flatMap(role => role.permissions))]
  const rows: RowItem[] = person.roles.map(name => {
    const role = roles?.get(name)
    return {
      id: name,
      title: base === '' && role ? <TextLink to={`/roles/${name}`}>{title(name)}</TextLink> : title(name),
      text: role && (
        <>
          <div>{text(role)}</div>
          <RoleReach role={role} />
        </>
      ),
    }
  })
  const change = may('people.manage') && (
    <Button size="small" onClick={() => setChanging(true)}>
      {t('people.changeRoles')}
    </Button>
  )
  return (
    <Card title={t('people.roles')} actions={change}>
      <Rows rows={rows} none={t('people.noRoles')} />
      {permissions.length > 0 && (
        <details>
          <summary className={styles.summary}>{t('people.allowed', { count: permissions.length })}</summary>
          <div className={styles.list}>
            <PermissionList permissions={permissions} />
          </div>
        </details>
      )}
      {changing && <RolesDialog person={person} onClose={() => setChanging(false)} />}
    </Card>
  )
}
