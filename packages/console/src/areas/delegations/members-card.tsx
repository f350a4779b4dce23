import { Button, Radio, RadioGroup } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Delegation, DelegationMember } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { CheckList } from '../../parts/check-list.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Fault } from '../../parts/fault.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { MoreButton } from '../../parts/more-button.tsx'
import { useRoles, useRoleTexts } from '../../parts/roles.tsx'
import { Rows } from '../../parts/rows.tsx'
import { Time } from '../../parts/time.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useOrganizationId, useSession } from '../../session/session.ts'

/** Most people that can be chosen by name. */
const most = 1000

type Kind = DelegationMember['kind']

function useSubjects(kind: Kind) {
  const organizationId = useOrganizationId()
  const { title, text } = useRoleTexts()
  const roles = useRoles(organizationId)
  const { data } = useRead('GET /api/v1/organizations/{organizationId}/people', {
    path: { organizationId },
    query: { limit: most, sort: 'name', disabled: false },
  })
  return kind === 'role'
    ? [...(roles?.values() ?? [])].map(role => ({ value: role.name, title: title(role.name), text: text(role) }))
    : (data?.items ?? []).map(({ id, name, email }) => ({ value: id, title: name, text: email }))
}

/** Lets people, or everybody with a role, use a delegation. */
function AssignDialog({ delegation, onClose }: { readonly delegation: Delegation; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const [kind, setKind] = useState<Kind>('person')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const choices = useSubjects(kind)
  const assign = async () => {
    for (const subjectId of chosen)
      await call('PUT /api/v1/delegations/{delegationId}/members/{subjectKind}/{subjectId}', {
        path: { delegationId: delegation.id, subjectKind: kind, subjectId },
        body: {},
      })
  }
  return (
    <FormDialog
      title={t('delegations.assign')}
      deed={t('delegations.assign')}
      ready={chosen.length > 0}
      onSubmit={() => deed(assign(), t('shell.saved'))}
      onClose={onClose}
    >
      <RadioGroup
        layout="horizontal"
        aria-label={t('delegations.assign')}
        value={kind}
        onChange={(_, { value }) => {
          setKind(value as Kind)
          setChosen([])
        }}
      >
        <Radio value="person" label={t('areas.people')} />
        <Radio value="role" label={t('areas.roles')} />
      </RadioGroup>
      <CheckList
        label={t(kind === 'person' ? 'areas.people' : 'areas.roles')}
        hint={t('delegations.assignHint')}
        choices={choices}
        chosen={chosen}
        onChange={setChosen}
      />
    </FormDialog>
  )
}

/** Who of the partner uses a delegation: both sides see it, the partner chooses. */
export function MembersCard({ delegation }: { readonly delegation: Delegation }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const { me, may } = useSession()
  const { title } = useRoleTexts()
  const path = { delegationId: delegation.id }
  const pages = usePages('GET /api/v1/delegations/{delegationId}/members', { path }, true, 50)
  const [assigning, setAssigning] = useState(false)
  const [removing, setRemoving] = useState<DelegationMember>()
  const open = delegation.state === 'granted' || delegation.state === 'requested'
  const chooses = me.organization.kind === 'partner' && may('delegation.assign') && open
  const nameOf = ({ kind, id, name }: DelegationMember) => (kind === 'role' ? title(id) : (name ?? id))
  const remove = ({ kind, id }: DelegationMember) =>
    deed(
      call('DELETE /api/v1/delegations/{delegationId}/members/{subjectKind}/{subjectId}', {
        path: { ...path, subjectKind: kind, subjectId: id },
      }),
      t('shell.saved'),
    )
  const add = chooses && may('people.read') && (
    <Button size="small" onClick={() => setAssigning(true)}>
      {t('delegations.assign')}
    </Button>
  )
  return (
    <Card title={t('delegations.members')} actions={add}>
      {pages.error ? (
        <Fault error={pages.error} />
      ) : (
        <Rows
          none={t('delegations.noMembers')}
          rows={(pages.data?.pages.flatMap(page => page.items) ?? []).map(member => ({
            id: `${member.kind} ${member.id}`,
            title: nameOf(member),
            text: (
              <>
                {t(`delegations.kinds.${member.kind}`)} · <Time at={member.assignedAt} kind="date" />{' '}
                {member.permissions && `· ${member.permissions.join(', ')}`}{' '}
                {member.groupTags && `· ${member.groupTags.join(', ')}`}
              </>
            ),
            deeds: chooses && (
              <Button
                size="small"
                aria-label={`${t('delegations.unassign')}: ${nameOf(member)}`}
                onClick={() => setRemoving(member)}
              >
                {t('delegations.unassign')}
              </Button>
            ),
          }))}
        />
      )}
      <MoreButton pages={pages} />
      {assigning && <AssignDialog delegation={delegation} onClose={() => setAssigning(false)} />}
      {removing && (
        <Confirm
          title={t('delegations.unassignTitle', { name: nameOf(removing) })}
          deed={t('delegations.unassign')}
          onConfirm={() => remove(removing)}
          onClose={() => setRemoving(undefined)}
        >
          {t('delegations.unassignText')}
        </Confirm>
      )}
    </Card>
  )
}
