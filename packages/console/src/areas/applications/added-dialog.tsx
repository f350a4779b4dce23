import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ApplicationWithSecret } from '../../api/generated/operations.ts'
import { SecretDialog } from '../../parts/secret-dialog.tsx'

interface AddedDialogProps {
  readonly application: ApplicationWithSecret
  readonly onClose: () => void
}

/** The first secret of an application, this once; then its page, with what its configuration needs. */
export function AddedDialog({ application, onClose }: AddedDialogProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { id, name, secret } = application
  const address = `/applications/${id}`
  useEffect(() => {
    if (secret === undefined) void navigate(address)
  }, [secret, address, navigate])
  if (secret === undefined) return null
  const close = () => {
    onClose()
    void navigate(address)
  }
  return (
    <SecretDialog
      title={t('applications.secretOf', { name })}
      name={t('applications.secret')}
      secret={secret}
      onClose={close}
    >
      {t('applications.secretText')}
    </SecretDialog>
  )
}
