import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
} from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { InvitedPerson } from '../../api/generated/operations.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Time } from '../../parts/time.tsx'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: '14px' },
  link: { overflowWrap: 'anywhere' },
})

/** The link for the first person of an organization, this once. */
export function AddedDialog({ person, onClose }: { readonly person: InvitedPerson; readonly onClose: () => void }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { url, expiresAt } = person.signInLink
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('organizations.linkTitle', { name: person.name })}</DialogTitle>
          <DialogContent className={styles.content}>
            <span>{t('organizations.linkText')}</span>
            <span className={styles.link}>{url}</span>
            <span>
              {t('organizations.linkUntil')} <Time at={expiresAt} />
            </span>
            <div>
              <CopyButton text={url} name={person.name}>
                {t('organizations.copyLink')}
              </CopyButton>
            </div>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {t('shell.close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
