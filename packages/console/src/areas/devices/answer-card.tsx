import { Button, Link, makeStyles, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BootExplanation, Device } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { GoodIcon, WarningIcon } from '../../parts/icons.ts'
import { JsonDialog } from '../../parts/json-dialog.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useSession } from '../../session/session.ts'
import { GiveProfileDialog } from './give-profile-dialog.tsx'

const useStyles = makeStyles({
  verdict: { display: 'flex', gap: '10px', alignItems: 'start', fontSize: '16px', lineHeight: '22px' },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  bad: { color: tokens.colorStatusWarningForeground1, flexShrink: 0 },
})

/** Which sentence sums the answer up. */
function verdictOf({ answer, trace }: BootExplanation): string {
  if (answer.status !== 'registered') return answer.status
  return trace.profileId === undefined ? 'withoutProfile' : 'withProfile'
}

function Explanation({ explanation }: { readonly explanation: BootExplanation }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { trace } = explanation
  const verdict = verdictOf(explanation)
  return (
    <>
      <div className={styles.verdict}>
        {verdict === 'withProfile' ? (
          <GoodIcon className={styles.good} aria-hidden />
        ) : (
          <WarningIcon className={styles.bad} aria-hidden />
        )}
        <span>{t(`devices.verdicts.${verdict}`, { name: trace.profileName })}</span>
      </div>
      <Facts
        facts={[
          [
            t('devices.rule'),
            trace.profileRule && t(`devices.rules.${trace.profileRule}`, { group: trace.groupName ?? '' }),
          ],
          [t('devices.groupTag'), trace.groupTag],
          [t('devices.matchedBy'), trace.matchedBy],
          [
            t('devices.code'),
            trace.code && (
              <Link href={`/errors/${trace.code}`} target="_blank" rel="noopener">
                {trace.code}
              </Link>
            ),
          ],
        ]}
      />
    </>
  )
}

/** What the device would be told if it booted at this moment, and by which rules. */
export function AnswerCard({ device }: { readonly device: Device }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [open, setOpen] = useState<'raw' | 'profile'>()
  const close = () => setOpen(undefined)
  const { tenantId, id, profile } = device
  const read = useRead('GET /api/v1/tenants/{tenantId}/devices/{deviceId}/boot-answer', {
    path: { tenantId, deviceId: id },
  })
  const show = read.data && (
    <Button appearance="subtle" onClick={() => setOpen('raw')}>
      {t('devices.wholeAnswer')}
    </Button>
  )
  const given = profile?.rule === 'device' ? profile.intendedProfile?.id : undefined
  return (
    <Card title={t('devices.now')} actions={show}>
      {read.error ? (
        <Fault error={read.error} onRetry={() => void read.refetch()} />
      ) : read.data ? (
        <Explanation explanation={read.data} />
      ) : (
        <LoadingRows rows={3} />
      )}
      {may('profile.write') && (
        <div>
          <Button onClick={() => setOpen('profile')}>{t('devices.giveProfile')}</Button>
        </div>
      )}
      {open === 'raw' && <JsonDialog title={t('devices.now')} value={read.data} onClose={close} />}
      {open === 'profile' && <GiveProfileDialog deviceIds={[id]} given={given} onClose={close} />}
    </Card>
  )
}
