import { Button, Field, Input, Textarea } from '@fluentui/react-components'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Application, NewApplicationCredential } from '../../api/generated/operations.ts'
import { dayFromNow, endOfDay } from '../../parts/day.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useDeed } from '../../parts/use-deed.ts'

const add = ({ organizationId, id }: Application, body: NewApplicationCredential) =>
  call('POST /api/v1/organizations/{organizationId}/applications/{applicationId}/credentials', {
    path: { organizationId, applicationId: id },
    body,
  })

interface SecretFormDialogProps {
  readonly application: Application
  readonly onMade: (secret: string) => void
  readonly onClose: () => void
}

/** Makes another secret of an application. */
export function SecretFormDialog({ application, onMade, onClose }: SecretFormDialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const [name, setName] = useState('')
  const [until, setUntil] = useState(() => dayFromNow(180))
  const make = async () => {
    const body = {
      kind: 'secret' as const,
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(until !== '' && { expiresAt: endOfDay(until) }),
    }
    const { secret } = await deed(add(application, body), t('applications.secretMade'))
    if (secret !== undefined) onMade(secret)
  }
  return (
    <FormDialog
      title={t('applications.addSecret')}
      deed={t('applications.addSecret')}
      onSubmit={make}
      onClose={onClose}
    >
      <Field label={t('applications.credentialName')} hint={t('applications.credentialNameHint')}>
        <Input value={name} maxLength={200} onChange={(_, { value }) => setName(value)} />
      </Field>
      <Field label={t('applications.untilDay')} hint={t('applications.untilHint')}>
        <Input type="date" value={until} min={dayFromNow(0)} onChange={(_, { value }) => setUntil(value)} />
      </Field>
    </FormDialog>
  )
}

/** Bytes as base64, as the API takes certificates in DER. */
const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))

async function readCertificate(file: File): Promise<string> {
  const text = await file.text()
  return text.includes('-----BEGIN') ? text : base64(new Uint8Array(await file.arrayBuffer()))
}

/** Adds the certificate of the key that an application signs with. */
export function CertificateDialog({
  application,
  onClose,
}: {
  readonly application: Application
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const deed = useDeed()
  const file = useRef<HTMLInputElement>(null)
  const [certificate, setCertificate] = useState('')
  const submit = () =>
    deed(add(application, { kind: 'certificate', certificate: certificate.trim() }), t('applications.certificateAdded'))
  const read = async (chosen: File | undefined) => {
    // Larger ones are no certificates, and the service takes none.
    if (chosen && chosen.size <= 16_384) setCertificate(await readCertificate(chosen))
  }
  return (
    <FormDialog
      title={t('applications.addCertificate')}
      deed={t('applications.addCertificate')}
      ready={certificate.trim() !== ''}
      onSubmit={submit}
      onClose={onClose}
    >
      <span>{t('applications.certificateText')}</span>
      <Field label={t('applications.certificate')} hint={t('applications.certificateHint')} required>
        <Textarea
          rows={6}
          value={certificate}
          maxLength={16_384}
          textarea={{ spellCheck: false }}
          onChange={(_, { value }) => setCertificate(value)}
        />
      </Field>
      <div>
        <Button onClick={() => file.current?.click()}>{t('applications.chooseFile')}</Button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".pem,.crt,.cer,.der"
          onChange={event => void read(event.target.files?.[0])}
        />
      </div>
    </FormDialog>
  )
}
