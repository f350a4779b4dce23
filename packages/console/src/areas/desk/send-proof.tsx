import { Button, Field, makeStyles, ProgressBar } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskRequest } from '../../api/generated/operations.ts'
import { upload } from '../../api/upload.ts'
import { DropZone } from '../../parts/drop-zone.tsx'
import { Fault } from '../../parts/fault.tsx'
import { useNotify } from '../../parts/notify.ts'
import { useUnsavedGuard } from '../../parts/unsaved.ts'

const useStyles = makeStyles({ buttons: { display: 'flex', gap: '8px' } })

/** Takes a PDF and sends it; one that is refused is told why, and stays chosen. */
export function SendProof({ request }: { readonly request: DeskRequest }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const notify = useNotify()
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const [part, setPart] = useState(0)
  const ending = useRef(new AbortController())
  useEffect(() => () => ending.current.abort(), [])
  const send = useMutation({
    mutationFn: (proof: File) =>
      upload<DeskRequest>({
        method: 'PUT',
        address: `/api/v1/tenants/${request.tenantId}/desk-requests/${request.id}/proof`,
        file: proof,
        type: 'application/pdf',
        onProgress: setPart,
        signal: ending.current.signal,
      }),
    onSuccess: async () => {
      setFile(undefined)
      notify(t('desk.proofTaken'))
      await client.invalidateQueries()
    },
  })
  useUnsavedGuard(send.isPending)
  const giveUp = () => {
    ending.current.abort()
    ending.current = new AbortController()
    send.reset()
  }
  return (
    <>
      <DropZone
        drop={t(request.proof ? 'desk.dropOther' : 'desk.drop')}
        formats={t('desk.proofRules')}
        accept="application/pdf"
        file={file}
        disabled={send.isPending}
        onFile={chosen => {
          send.reset()
          setPart(0)
          setFile(chosen)
        }}
      />
      {send.error && !(send.error instanceof DOMException) && <Fault error={send.error} />}
      {send.isPending && (
        <Field validationMessage={t('desk.sending', { percent: Math.floor(part * 100) })} validationState="none">
          <ProgressBar aria-label={t('desk.proof')} thickness="large" value={part} />
        </Field>
      )}
      <div className={styles.buttons}>
        <Button disabled={!file || send.isPending} onClick={() => file && send.mutate(file)}>
          {t('desk.sendProof')}
        </Button>
        {send.isPending && <Button onClick={giveUp}>{t('confirm.cancel')}</Button>}
      </div>
    </>
  )
}
