import { Button, makeStyles, SearchBox } from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { callForFile } from '../../api/call.ts'
import type { Device } from '../../api/generated/operations.ts'
import { saveFile } from '../../parts/download.ts'
import { ActionsIcon, DownloadIcon } from '../../parts/icons.ts'
import type { Column } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import type { useListQuery } from '../../parts/list/query.ts'
import { SavedViews } from '../../parts/list/saved-views.tsx'
import { useNotify } from '../../parts/notify.ts'
import { readSerials } from '../../parts/read-serials.ts'
import { useTenantId } from '../../session/session.ts'
import { readConditions, useDeviceFilters } from './device-conditions.ts'
import { SerialListDialog } from './serial-list-dialog.tsx'

interface DeviceToolbarProps {
  readonly query: ReturnType<typeof useListQuery>
  readonly columns: readonly Column<Device>[]
  readonly ids: readonly string[]
  readonly serials: readonly string[] | undefined
  readonly onColumns: (ids: readonly string[]) => void
  readonly onFindList: (serials: readonly string[]) => void
}

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '6px' },
  search: { width: '280px', maxWidth: '100%' },
})

/** Part of a serial number, taken over when typing pauses; several at once are a list. */
function SerialSearch({ query, onFindList }: Pick<DeviceToolbarProps, 'query' | 'onFindList'>) {
  const styles = useStyles()
  const { t } = useTranslation()
  const inAddress = query.values['serial'] ?? ''
  const [text, setText] = useState(inAddress)
  useEffect(() => setText(inAddress), [inAddress])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed alone starts the clock
  useEffect(() => {
    if (text === inAddress) return
    const timer = setTimeout(() => query.change({ serial: text.trim() }), 300)
    return () => clearTimeout(timer)
  }, [text])
  const onPaste = (event: React.ClipboardEvent) => {
    const serials = readSerials(event.clipboardData.getData('text'))
    if (serials.length < 2) return
    event.preventDefault()
    onFindList(serials)
  }
  return (
    <SearchBox
      className={styles.search}
      aria-label={t('devices.searchSerial')}
      placeholder={t('devices.searchSerial')}
      title={t('devices.searchHint')}
      value={text}
      onPaste={onPaste}
      onChange={(_, data) => setText(data.value)}
    />
  )
}

/** Everything that narrows, shapes and exports the list. */
export function DeviceToolbar({ query, columns, ids, serials, onColumns, onFindList }: DeviceToolbarProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const filters = useDeviceFilters()
  const notify = useNotify()
  const [asking, setAsking] = useState(false)
  const [exporting, setExporting] = useState(false)
  const download = async () => {
    setExporting(true)
    const input = { path: { tenantId }, query: readConditions(query.values) as object }
    await callForFile('GET /api/v1/tenants/{tenantId}/devices.csv', input)
      .then(file => saveFile(file, 'devices.csv'))
      .catch((error: Error) => notify(error.message, 'error'))
    setExporting(false)
  }
  return (
    <>
      <div className={styles.bar} role="toolbar" aria-label={t('list.tools')}>
        <SerialSearch query={query} onFindList={onFindList} />
        <FilterMenu filters={filters} values={query.values} onChange={query.change} />
        <Button appearance="subtle" icon={<ActionsIcon />} onClick={() => setAsking(true)}>
          {t('devices.findList')}
        </Button>
        <ColumnsMenu columns={columns as readonly Column<never>[]} ids={ids} onChoose={onColumns} />
        <SavedViews
          list="devices"
          query={query.text}
          columns={ids}
          onOpen={view => {
            query.replace(view.query)
            onColumns(view.columns)
          }}
        />
        <Button
          appearance="subtle"
          icon={<DownloadIcon />}
          disabled={exporting || serials !== undefined}
          onClick={() => void download()}
        >
          {t('list.export')}
        </Button>
      </div>
      <FilterChips filters={filters} values={query.values} onRemove={id => query.change({ [id]: undefined })} />
      {asking && <SerialListDialog onFind={onFindList} onClose={() => setAsking(false)} />}
    </>
  )
}
