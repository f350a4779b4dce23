import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  makeStyles,
  Textarea,
  tokens,
} from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../../api/call.ts'
import type { NewLineStation } from '../../api/generated/operations.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Fault } from '../../parts/fault.tsx'
import { useNotify } from '../../parts/notify.ts'
import { useOrganizationId } from '../../session/session.ts'
import { readRegistration } from './read-registration.ts'

const useStyles = makeStyles({
  surface: { maxWidth: '720px' },
  content: { display: 'flex', flexDirection: 'column', gap: '14px' },
  command: {
    margin: 0,
    padding: '10px 12px',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: '12px',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusLarge,
  },
  fields: {
    display: 'grid',
    alignItems: 'start',
    gap: '12px',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(200px, 100%), 1fr))',
  },
})

/** An argument as a shell takes it, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

function Command({ name, line }: { readonly name: string; readonly line: string }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const partnerId = useOrganizationId()
  const command = [
    'npx hailport line init --station /var/lib/hailport-station',
    `--server ${location.origin} --partner ${partnerId}`,
    `--name ${quoted(name || t('factory.stationExample'))}${line && ` --line ${quoted(line)}`}`,
  ].join(' \\\n  ')
  return (
    <>
      <pre className={styles.command}>{command}</pre>
      <div>
        <CopyButton text={command} name={t('factory.command')}>
          {t('shell.copy')}
        </CopyButton>
      </div>
    </>
  )
}

/** What to do at the station, then its public key, which makes it known here. */
export function AddStationDialog({ onClose }: { readonly onClose: () => void }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const partnerId = useOrganizationId()
  const client = useQueryClient()
  const notify = useNotify()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [line, setLine] = useState('')
  const [printed, setPrinted] = useState('')
  const body = readRegistration(printed)
  const add = useMutation({
    mutationFn: (station: NewLineStation) =>
      call('POST /api/v1/partners/{partnerId}/line-stations', { path: { partnerId }, body: station }),
    onSuccess: async station => {
      notify(t('factory.stationAdded', { name: station.name }))
      await client.invalidateQueries()
      await navigate(`/line-stations/${station.id}`)
    },
  })
  return (
    <Dialog open modalType="alert" onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{t('factory.addStation')}</DialogTitle>
          <DialogContent className={styles.content}>
            <div className={styles.fields}>
              <Field label={t('factory.name')}>
                <Input value={name} maxLength={100} onChange={(_, { value }) => setName(value)} />
              </Field>
              <Field label={t('factory.line')}>
                <Input value={line} maxLength={100} onChange={(_, { value }) => setLine(value)} />
              </Field>
            </div>
            <span>{t('factory.commandText')}</span>
            <Command name={name.trim()} line={line.trim()} />
            <Field
              label={t('factory.printed')}
              hint={t('factory.printedHint')}
              {...(printed.trim() !== '' && !body && { validationMessage: t('factory.printedWrong') })}
            >
              <Textarea value={printed} rows={3} resize="vertical" onChange={(_, { value }) => setPrinted(value)} />
            </Field>
            {add.error && <Fault error={add.error} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('confirm.cancel')}</Button>
            <Button appearance="primary" disabled={!body || add.isPending} onClick={() => body && add.mutate(body)}>
              {t('factory.addStation')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
