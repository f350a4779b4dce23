import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Subtitle2,
} from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { DirectoryEntry, WrittenDirectoryEntry } from '../../api/generated/operations.ts'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { useNotify } from '../../parts/notify.ts'
import { useSession } from '../../session/session.ts'
import { entryState } from './entry-state.ts'

interface EntryDialogProps {
  readonly written: WrittenDirectoryEntry
  readonly onClose: () => void
}

const useStyles = makeStyles({
  surface: { maxWidth: '860px' },
  content: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 300px), 1fr))',
    gap: '24px',
    alignItems: 'start',
  },
  wide: { gridColumn: '1 / -1' },
})

function EntryFacts({ title, entry }: { readonly title: string; readonly entry: DirectoryEntry }) {
  const { t } = useTranslation()
  return (
    <div>
      <Subtitle2 as="h3">{title}</Subtitle2>
      <Facts
        facts={[
          [t('organizations.description'), entry.description],
          [
            t('organizations.services'),
            entry.services.map(service => t(`organizations.serviceNames.${service}`)).join(', ') || undefined,
          ],
          [t('organizations.regions'), entry.regions.join(', ')],
          [t('organizations.desk'), t(`list.${entry.desk}`)],
          [t('organizations.showConsentLink'), t(`list.${entry.showConsentLink}`)],
          [t('organizations.contactEmail'), entry.contactEmail],
          [t('organizations.contactUrl'), entry.contactUrl],
        ]}
      />
    </div>
  )
}

/** What a partner has written beside what everybody sees; shows it, or takes it out. */
export function EntryDialog({ written, onClose }: EntryDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const client = useQueryClient()
  const notify = useNotify()
  const path = { partnerId: written.partnerId }
  const state = entryState(written)
  const decide = useMutation({
    // What was read is named, so that nothing is published unseen.
    mutationFn: (show: boolean) =>
      show
        ? call('POST /api/v1/directory-entries/{partnerId}/publish', { path, body: { writtenAt: written.writtenAt } })
        : call('POST /api/v1/directory-entries/{partnerId}/withdraw', { path }),
    onSuccess: async (_, show) => {
      notify(t(show ? 'organizations.isShown' : 'organizations.isWithdrawn'))
      onClose()
      await client.invalidateQueries()
    },
  })
  const mayDecide = may('organization.manage')
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{written.partnerName}</DialogTitle>
          <DialogContent className={styles.content}>
            <EntryFacts title={t('organizations.written')} entry={written.entry} />
            {written.published && state !== 'shown' && (
              <EntryFacts title={t('organizations.shownNow')} entry={written.published} />
            )}
            {state === 'shown' && <span className={styles.wide}>{t('organizations.withdrawText')}</span>}
            {decide.error && (
              <div className={styles.wide}>
                <Fault error={decide.error} />
              </div>
            )}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('shell.close')}</Button>
            {mayDecide && state !== 'hidden' && (
              <Button disabled={decide.isPending} onClick={() => decide.mutate(false)}>
                {t('organizations.withdraw')}
              </Button>
            )}
            {mayDecide && state !== 'shown' && (
              <Button appearance="primary" disabled={decide.isPending} onClick={() => decide.mutate(true)}>
                {t('organizations.publish')}
              </Button>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
