import { Field, Input } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Delegation, DelegationTerms } from '../../api/generated/operations.ts'
import { CheckList } from '../../parts/check-list.tsx'
import { dayFromNow, endOfDay } from '../../parts/day.ts'
import { Lines, linesOf } from '../../parts/lines.tsx'
import { useKnownPermissions, usePermissionChoice } from '../../parts/permissions.tsx'
import { useSession } from '../../session/session.ts'

/** The rights of a delegation as they are typed. */
export interface TermsTyped {
  readonly permissions: readonly string[]
  /** One a line. */
  readonly groupTags: string
  /** A day, YYYY-MM-DD. */
  readonly until: string
  /** The end as it was: the same day means the same moment, as nobody is granted more than was asked for. */
  readonly before?: string
}

export const emptyTerms = (): TermsTyped => ({ permissions: [], groupTags: '', until: dayFromNow(180) })

/** What stands in the fields for a delegation that is there. */
export const termsOf = ({ permissions, groupTags, expiresAt }: Delegation): TermsTyped => ({
  permissions,
  groupTags: groupTags?.join('\n') ?? '',
  until: expiresAt.slice(0, 10),
  before: expiresAt,
})

/** The terms that the fields stand for. */
export function wantedTerms({ permissions, groupTags, until, before }: TermsTyped) {
  const tags = linesOf(groupTags)
  return {
    permissions: permissions as NonNullable<DelegationTerms['permissions']>,
    groupTags: tags.length === 0 ? null : tags,
    expiresAt: before?.slice(0, 10) === until ? before : endOfDay(until),
  }
}

interface TermsFieldsProps {
  readonly terms: TermsTyped
  /** What a partner asks for: whoever grants may narrow it only. */
  readonly asked?: Delegation | undefined
  readonly onChange: (terms: TermsTyped) => void
}

/** Fields for what the staff of a partner may do, with which devices, until when. */
export function TermsFields({ terms, asked, onChange }: TermsFieldsProps) {
  const { t } = useTranslation()
  const { me, may } = useSession()
  const choiceOf = usePermissionChoice()
  const set = (change: Partial<TermsTyped>) => onChange({ ...terms, ...change })
  const known = useKnownPermissions('tenant')?.filter(({ delegable }) => delegable) ?? []
  const offered = asked ? known.filter(({ name }) => (asked.permissions as readonly string[]).includes(name)) : known
  const gives = me.organization.kind === 'tenant'
  return (
    <>
      <CheckList
        label={t('delegations.rights')}
        choices={offered.map(({ name }) => ({
          ...choiceOf(name),
          ...(gives && !may(name) && { whyNot: t('roles.notYours') }),
        }))}
        chosen={terms.permissions}
        onChange={permissions => set({ permissions })}
      />
      <Lines
        label={t('roles.groupTags')}
        hint={t('delegations.tagsHint')}
        value={terms.groupTags}
        onChange={groupTags => set({ groupTags })}
      />
      <Field label={t('delegations.until')} required>
        <Input type="date" min={dayFromNow(0)} value={terms.until} onChange={(_, { value }) => set({ until: value })} />
      </Field>
    </>
  )
}
