import { Button, Field, makeStyles, ProgressBar } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { Card } from '../../parts/card.tsx'
import { DropZone } from '../../parts/drop-zone.tsx'
import { Fault } from '../../parts/fault.tsx'
import { Page } from '../../parts/page.tsx'
import { useUnsavedGuard } from '../../parts/unsaved.ts'
import { useOrganizationId } from '../../session/session.ts'
import { useImportKinds } from './kinds.ts'
import { type SendOptions, sendFile } from './send-file.ts'
import { SendOptionsFields } from './send-options.tsx'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '16px', maxWidth: '860px' },
  buttons: { display: 'flex', gap: '8px' },
})

/** Sends the file. Leaving the page gives it up, as a file that is half there is of no use. */
function useSend(onProgress: (part: number) => void) {
  const organizationId = useOrganizationId()
  const navigate = useNavigate()
  const client = useQueryClient()
  const ending = useRef(new AbortController())
  const mutation = useMutation({
    mutationFn: ({ file, options }: { readonly file: File; readonly options: SendOptions }) =>
      sendFile({ organizationId, file, options, onProgress, signal: ending.current.signal }),
    onSuccess: () => client.invalidateQueries({ refetchType: 'none' }),
  })
  const giveUp = () => {
    ending.current.abort()
    ending.current = new AbortController()
    mutation.reset()
  }
  useUnsavedGuard(mutation.isPending)
  useEffect(() => () => ending.current.abort(), [])
  const made = mutation.data?.id
  useEffect(() => {
    if (made !== undefined) void navigate(`/imports/${made}`, { replace: true })
  }, [made, navigate])
  return { ...mutation, giveUp }
}

/** The first step: a file, and what is to be said of it. */
export function NewImportPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const { sendable } = useImportKinds()
  const [file, setFile] = useState<File>()
  const [search] = useSearchParams()
  const [options, setOptions] = useState<SendOptions>(() => {
    const kind = sendable.find(each => each === search.get('kind')) ?? sendable[0]
    return { ...(kind && { kind }) }
  })
  const [part, setPart] = useState(0)
  const send = useSend(setPart)
  return (
    <Page title={t('imports.send')} text={t('imports.sendText')} above={{ to: '/imports', title: t('areas.imports') }}>
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          setPart(0)
          if (file) send.mutate({ file, options })
        }}
      >
        <DropZone
          drop={t('imports.drop')}
          formats={t('imports.formats')}
          file={file}
          disabled={send.isPending}
          onFile={setFile}
        />
        <Card title={t('imports.options')}>
          <SendOptionsFields value={options} onChange={setOptions} />
        </Card>
        {send.error && !(send.error instanceof DOMException) && <Fault error={send.error} />}
        {send.isPending && (
          <Field validationMessage={t('imports.sending', { percent: Math.floor(part * 100) })} validationState="none">
            <ProgressBar aria-label={t('imports.states.receiving')} thickness="large" value={part} />
          </Field>
        )}
        <div className={styles.buttons}>
          <Button type="submit" appearance="primary" disabled={!file || send.isPending || sendable.length === 0}>
            {t('imports.check')}
          </Button>
          {send.isPending && <Button onClick={send.giveUp}>{t('confirm.cancel')}</Button>}
        </div>
      </form>
    </Page>
  )
}
