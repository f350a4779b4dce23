import { Button, Field, Input, makeStyles, Textarea } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { useGoAfterSaving } from '../../parts/after-saving.ts'
import { Card } from '../../parts/card.tsx'
import { DropZone } from '../../parts/drop-zone.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { Page } from '../../parts/page.tsx'
import { useTenantId } from '../../session/session.ts'
import { readHashFile } from './read-hash-file.ts'

const useStyles = makeStyles({
  form: { display: 'grid', gap: '16px', maxWidth: '640px' },
  buttons: { display: 'flex', gap: '8px' },
})

interface Typed {
  readonly hardwareHash: string
  readonly serialNumber: string
  readonly groupTag: string
  readonly note: string
}

const nothing: Typed = { hardwareHash: '', serialNumber: '', groupTag: '', note: '' }

interface DeviceFieldsProps {
  readonly typed: Typed
  readonly onChange: (typed: Typed) => void
}

/** The hash, out of a file or pasted, and the serial number on the label. */
function DeviceFields({ typed, onChange }: DeviceFieldsProps) {
  const { t } = useTranslation()
  const [file, setFile] = useState<File>()
  const [problem, setProblem] = useState<string>()
  const take = async (chosen: File) => {
    setFile(chosen)
    const found = await readHashFile(chosen)
    if (typeof found === 'object') {
      setProblem(undefined)
      onChange({ ...typed, ...found })
    } else setProblem(found === undefined ? t('submissions.unreadable') : t('submissions.several', { count: found }))
  }
  return (
    <Card title={t('submissions.device')}>
      <Field {...(problem !== undefined && { validationMessage: problem })}>
        <DropZone
          drop={t('submissions.drop')}
          formats={t('submissions.formats')}
          file={file}
          disabled={false}
          onFile={chosen => void take(chosen)}
        />
      </Field>
      <Field label={t('submissions.hash')} hint={t('submissions.hashHint')} required>
        <Textarea
          textarea={{ spellCheck: false, autoCapitalize: 'off' }}
          value={typed.hardwareHash}
          rows={3}
          onChange={(_, { value }) => onChange({ ...typed, hardwareHash: value })}
        />
      </Field>
      <Field label={t('submissions.serialNumber')} hint={t('submissions.serialHint')}>
        <Input
          value={typed.serialNumber}
          maxLength={128}
          autoCapitalize="characters"
          onChange={(_, { value }) => onChange({ ...typed, serialNumber: value })}
        />
      </Field>
    </Card>
  )
}

/** Submits one device for approval: also with a phone beside it. */
export function SubmitPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const [typed, setTyped] = useState(nothing)
  const { hardwareHash, serialNumber, groupTag, note } = typed
  const optional = (name: string, text: string) => (text.trim() === '' ? {} : { [name]: text.trim() })
  const submit = useMutation({
    mutationFn: () =>
      call('POST /api/v1/tenants/{tenantId}/submissions', {
        path: { tenantId },
        body: {
          device: {
            hardwareHash: hardwareHash.replaceAll(/\s/g, ''),
            ...optional('serialNumber', serialNumber),
            ...optional('groupTag', groupTag),
          },
          ...optional('note', note),
        },
      }),
  })
  const unsaved = Object.values(typed).some(text => text.trim() !== '')
  useGoAfterSaving(unsaved, submit.data && `/submissions/${submit.data.id}`)
  return (
    <Page
      title={t('submissions.new')}
      text={t('submissions.newText')}
      above={{ to: '/submissions', title: t('areas.submissions') }}
    >
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          submit.mutate()
        }}
      >
        <DeviceFields typed={typed} onChange={setTyped} />
        <Card title={t('submissions.more')}>
          <Field label={t('submissions.groupTag')} hint={t('submissions.tagHint')}>
            <Input
              value={groupTag}
              maxLength={512}
              onChange={(_, { value }) => setTyped({ ...typed, groupTag: value })}
            />
          </Field>
          <Field label={t('submissions.note')} hint={t('submissions.noteHint')}>
            <Textarea value={note} maxLength={1000} onChange={(_, { value }) => setTyped({ ...typed, note: value })} />
          </Field>
        </Card>
        {submit.error && <Fault error={submit.error} />}
        <div className={styles.buttons}>
          <Button type="submit" appearance="primary" disabled={hardwareHash.trim() === '' || submit.isPending}>
            {t('submissions.submit')}
          </Button>
          <LinkButton to="/submissions">{t('confirm.cancel')}</LinkButton>
        </div>
      </form>
    </Page>
  )
}
