import { Button } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, callForFile } from '../../api/call.ts'
import type { Import } from '../../api/generated/operations.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { saveFile } from '../../parts/download.ts'
import { DownloadIcon } from '../../parts/icons.ts'
import { useNotify } from '../../parts/notify.ts'
import { useKeepImport } from './keep-import.ts'
import { useImportKinds } from './kinds.ts'
import { hasRows, wordsOf } from './states.ts'

interface ImportPartProps {
  readonly made: Import
  readonly organizationId: string
}

/** The file with what became of each row. */
function Downloads({ made, organizationId }: ImportPartProps) {
  const { t } = useTranslation()
  const notify = useNotify()
  const path = { organizationId, importId: made.id }
  const download = useMutation({
    mutationFn: async (rows: 'all' | 'errors') => {
      const operation = 'GET /api/v1/organizations/{organizationId}/imports/{importId}/result'
      const file = await callForFile(operation, { path, query: { rows } })
      saveFile(file, file.name)
    },
    onError: error => notify(error.message, 'error'),
  })
  const button = (rows: 'all' | 'errors') => (
    <Button icon={<DownloadIcon />} disabled={download.isPending} onClick={() => download.mutate(rows)}>
      {t(`imports.files.${rows}`)}
    </Button>
  )
  return (
    <>
      {made.counts.rejected > 0 && button('errors')}
      {button('all')}
    </>
  )
}

/** What can be done with the import now. */
export function ImportButtons({ made, organizationId }: ImportPartProps) {
  const { t } = useTranslation()
  const keep = useKeepImport(organizationId)
  const { sendable } = useImportKinds()
  const [asked, setAsked] = useState<'start' | 'cancel'>()
  const { id, state, counts, kind } = made
  const path = { organizationId, importId: id }
  const act = async () => {
    if (asked === 'start')
      await keep(await call('POST /api/v1/organizations/{organizationId}/imports/{importId}/start', { path }))
    else await keep(await call('POST /api/v1/organizations/{organizationId}/imports/{importId}/cancel', { path }))
  }
  const may = sendable.includes(kind)
  const count = counts.registered + counts.held
  return (
    <>
      {hasRows(made) && state !== 'checking' && <Downloads made={made} organizationId={organizationId} />}
      {may && ['reading', 'checking', 'ready', 'unreadable'].includes(state) && (
        <Button onClick={() => setAsked('cancel')}>{t('imports.giveUp')}</Button>
      )}
      {may && state === 'ready' && (
        <Button appearance="primary" disabled={count === 0} onClick={() => setAsked('start')}>
          {t(`imports.deeds.${kind}`, { count })}
        </Button>
      )}
      {asked && (
        <Confirm
          title={asked === 'start' ? t(`imports.deeds.${kind}`, { count }) : t('imports.giveUpTitle')}
          deed={t(asked === 'start' ? 'imports.start' : 'imports.giveUp')}
          onConfirm={act}
          onClose={() => setAsked(undefined)}
        >
          {asked === 'start'
            ? t('imports.startText', { count: counts.rejected })
            : t('imports.giveUpText', wordsOf(made))}
        </Confirm>
      )}
    </>
  )
}
