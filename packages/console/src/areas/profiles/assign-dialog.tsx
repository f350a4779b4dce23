import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  makeStyles,
  Radio,
  RadioGroup,
  Select,
} from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { AssignmentTarget, Profile } from '../../api/generated/operations.ts'
import { Fault } from '../../parts/fault.tsx'
import { useGroups } from '../../parts/rules.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { useTenantId } from '../../session/session.ts'

const useStyles = makeStyles({ content: { display: 'flex', flexDirection: 'column', gap: '14px' } })
const kinds = ['group', 'allDevices', 'exclusion'] as const

interface AssignDialogProps {
  readonly profile: Profile
  readonly onClose: () => void
}

/** Says for whom a profile is, or for whom it is not. */
export function AssignDialog({ profile, onClose }: AssignDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const client = useQueryClient()
  const tenantId = useTenantId()
  const groups = useGroups()
  const [kind, setKind] = useState<AssignmentTarget['kind']>('group')
  const [groupId, setGroupId] = useState('')
  const named = kind !== 'allDevices'
  const assign = useMutation({
    mutationFn: () =>
      call('POST /api/v1/tenants/{tenantId}/profiles/{profileId}/assignments', {
        path: { tenantId, profileId: profile.id },
        body: { target: named ? { kind, groupId } : { kind } },
      }),
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries()
    },
  })
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('profiles.assign', { name: profile.displayName })}</DialogTitle>
          <DialogContent className={styles.content}>
            <RadioGroup
              aria-label={t('profiles.target')}
              value={kind}
              onChange={(_, { value }) => setKind(value as AssignmentTarget['kind'])}
            >
              {kinds.map(each => (
                <Radio key={each} value={each} label={t(`profiles.kinds.${each}`)} />
              ))}
            </RadioGroup>
            {named && (
              <Field label={t('profiles.group')}>
                <Select value={groupId} onChange={(_, { value }) => setGroupId(value)}>
                  <option value="">{t('profiles.chooseGroup')}</option>
                  {groups.map(group => (
                    <option key={group.id} value={group.id}>
                      {group.displayName}
                    </option>
                  ))}
                </Select>
              </Field>
            )}
            {named && groups.length === 0 && <TextLink to="/groups/new">{t('profiles.makeGroup')}</TextLink>}
            <span>{t(`profiles.kindHints.${kind}`)}</span>
            {assign.error && <Fault error={assign.error} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('confirm.cancel')}</Button>
            <Button
              appearance="primary"
              disabled={(named && groupId === '') || assign.isPending}
              onClick={() => assign.mutate()}
            >
              {t('profiles.assignDeed')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
