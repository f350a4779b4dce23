import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  Input,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { usePages } from '../api/use-api.ts'
import { areasFor } from '../areas/index.ts'
import { SearchIcon } from '../parts/icons.ts'
import { useSession } from '../session/session.ts'

interface Hit {
  readonly id: string
  readonly to: string
  readonly title: string
  readonly about: string
}

const useStyles = makeStyles({
  surface: { maxWidth: '560px', padding: '12px', alignSelf: 'start', marginTop: '10vh' },
  content: { display: 'flex', flexDirection: 'column', gap: '8px', minHeight: '200px' },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  hit: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: '12px',
    padding: '8px 12px',
    borderRadius: tokens.borderRadiusMedium,
    cursor: 'pointer',
  },
  active: { backgroundColor: tokens.colorBrandBackground2, color: tokens.colorNeutralForeground1 },
  about: { color: tokens.colorNeutralForeground2, fontSize: '12px' },
})

/** Pages by name, and devices by part of the serial number. */
function useHits(text: string): { hits: Hit[]; looking: boolean } {
  const { t } = useTranslation()
  const session = useSession()
  const wanted = text.trim()
  const isTenant = session.me.organization.kind === 'tenant' && session.may('device.read')
  const found = usePages(
    'GET /api/v1/tenants/{tenantId}/devices',
    { path: { tenantId: session.me.organization.id }, query: { serial: wanted } },
    isTenant && wanted.length >= 2,
    8,
  )
  const kept = (wanted.length >= 2 ? found.data?.pages : undefined)?.flatMap(page => page.items) ?? []
  // While the service looks, what it found before is shown: as far as it fits, for Enter goes there.
  const fits = (serial = '') => serial.toLowerCase().includes(wanted.toLowerCase())
  const items = found.isPlaceholderData ? kept.filter(device => fits(device.serialNumber)) : kept
  const { hasNextPage, isFetching, fetchNextPage } = found
  // Of many devices a page may have none although others follow.
  useEffect(() => {
    if (items.length === 0 && hasNextPage && !isFetching) void fetchNextPage()
  }, [items.length, hasNextPage, isFetching, fetchNextPage])
  const pages = areasFor(session)
    .filter(area => area.navigation && t(`areas.${area.id}`).toLowerCase().includes(wanted.toLowerCase()))
    .map(area => ({
      id: area.id,
      to: area.navigation?.path ?? '/',
      title: t(`areas.${area.id}`),
      about: t('shell.page'),
    }))
  const devices = items.slice(0, 8).map(device => ({
    id: device.id,
    to: `/devices/${device.id}`,
    title: device.serialNumber ?? device.id,
    about: [device.manufacturer, device.model].filter(Boolean).join(' '),
  }))
  return { hits: [...pages, ...devices], looking: found.isFetching }
}

/** Finds pages and devices; arrow keys choose, Enter goes there. */
export function SearchDialog({ onClose }: { readonly onClose: () => void }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const { hits, looking } = useHits(text)
  const chosen = hits[Math.min(at, hits.length - 1)]
  const go = (hit: Hit | undefined) => {
    if (!hit) return
    onClose()
    void navigate(hit.to)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Enter') return go(chosen)
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    setAt(Math.max(0, Math.min(hits.length - 1, at + step)))
  }
  const input = {
    role: 'combobox',
    'aria-label': t('shell.search'),
    'aria-expanded': true,
    'aria-controls': 'search-hits',
    'aria-activedescendant': chosen && `hit-${chosen.id}`,
  } as const
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface} aria-label={t('shell.search')}>
        <DialogBody>
          <DialogContent className={styles.content}>
            <Input
              {...input}
              autoFocus
              size="large"
              contentBefore={<SearchIcon />}
              placeholder={t('shell.searchHint')}
              value={text}
              onChange={(_, { value }) => {
                setText(value)
                setAt(0)
              }}
              onKeyDown={onKeyDown}
            />
            <HitList hits={hits} chosen={chosen} onChoose={go} />
            <div aria-live="polite">{hits.length === 0 && !looking && text !== '' && t('shell.nothingFound')}</div>
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

interface HitListProps {
  readonly hits: readonly Hit[]
  readonly chosen: Hit | undefined
  readonly onChoose: (hit: Hit) => void
}

function HitList({ hits, chosen, onChoose }: HitListProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <div id="search-hits" role="listbox" aria-label={t('shell.search')} className={styles.list}>
      {hits.map(hit => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field above, which names the chosen hit
        <div
          key={hit.id}
          id={`hit-${hit.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={hit === chosen}
          className={mergeClasses(styles.hit, hit === chosen && styles.active)}
          onClick={() => onChoose(hit)}
        >
          <span>{hit.title}</span>
          <span className={styles.about}>{hit.about}</span>
        </div>
      ))}
    </div>
  )
}
