import { useTranslation } from 'react-i18next'
import type { SignInLinkWithUrl } from '../../api/generated/operations.ts'
import { SecretDialog } from '../../parts/secret-dialog.tsx'
import { Time } from '../../parts/time.tsx'

interface SignInLinkDialogProps {
  /** Whose it is. */
  readonly name: string
  readonly link: SignInLinkWithUrl
  readonly onClose: () => void
}

/** The link by which a person sets a password, this once. */
export function SignInLinkDialog({ name, link, onClose }: SignInLinkDialogProps) {
  const { t } = useTranslation()
  return (
    <SecretDialog title={t('people.linkTitle', { name })} name={t('people.link')} secret={link.url} onClose={onClose}>
      <p>{t('people.linkText')}</p>
      <p>
        {t('people.linkUntil')} <Time at={link.expiresAt} />
      </p>
    </SecretDialog>
  )
}
