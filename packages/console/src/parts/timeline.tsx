import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { BootTrace, JournalEntry } from '../api/generated/operations.ts'
import { type Names, useNameOf } from './names.ts'
import { Time } from './time.tsx'

/** Something that happened. */
export type TimelineEvent = { readonly id: string; readonly at: string } & (
  | { readonly kind: 'entry'; readonly entry: JournalEntry }
  | { readonly kind: 'boot'; readonly trace: BootTrace }
)

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  event: {
    position: 'relative',
    padding: '0 0 16px 22px',
    '::before': {
      content: '""',
      position: 'absolute',
      left: '4px',
      top: '6px',
      width: '9px',
      height: '9px',
      borderRadius: '50%',
      backgroundColor: tokens.colorCompoundBrandBackground,
    },
    '::after': {
      content: '""',
      position: 'absolute',
      left: '8px',
      top: '18px',
      bottom: '-2px',
      width: '1px',
      backgroundColor: tokens.colorNeutralStroke1,
    },
    ':last-child': { paddingBottom: 0 },
    ':last-child::after': { display: 'none' },
  },
  what: { fontWeight: 600 },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: '12px' },
  change: { overflowWrap: 'anywhere' },
})

const shown = (value: unknown): string =>
  value === null || value === undefined || value === ''
    ? '–'
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)

/** Members that differ between before and after. */
function differences({
  before,
  after,
}: Pick<JournalEntry, 'before' | 'after'>): [name: string, before: string, after: string][] {
  const [old, now] = [before, after].map(
    each => (typeof each === 'object' && each !== null ? each : {}) as Record<string, unknown>,
  )
  if (!before || !after || !old || !now) return []
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map(name => [name, shown(old[name]), shown(now[name])] as [string, string, string])
    .filter(([, was, is]) => was !== is)
}

function Entry({ entry, names }: { readonly entry: JournalEntry; readonly names: Names }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const nameOf = useNameOf(names)
  const behalf = entry.actor.onBehalfOf
  return (
    <>
      <div className={styles.what}>{t(`journal.actions.${entry.action}`, { defaultValue: entry.action })}</div>
      {differences(entry).map(([name, was, is]) => (
        <div key={name} className={styles.change}>
          {t(`devices.${name}`, { defaultValue: name })}: {was} → {is}
        </div>
      ))}
      {entry.reason && <div className={styles.change}>“{entry.reason}”</div>}
      <div className={styles.quiet}>
        {nameOf(entry.actor)}
        {behalf !== undefined &&
          behalf !== entry.actor.id &&
          ` (${t('journal.onBehalfOf')} ${nameOf({ kind: 'partner', id: behalf })})`}{' '}
        · <Time at={entry.at} />
      </div>
    </>
  )
}

function Boot({ trace }: { readonly trace: BootTrace }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { profileName } = trace.trace
  return (
    <>
      <div className={styles.what}>{t(`journal.boots.${trace.status}`)}</div>
      <div>{profileName ? t('journal.toldProfile', { name: profileName }) : t('journal.toldNothing')}</div>
      <div className={styles.quiet}>
        {t('journal.firstBoot')} · <Time at={trace.at} />
      </div>
    </>
  )
}

interface TimelineProps {
  readonly events: readonly TimelineEvent[]
  /** Of organizations that take part, where the page knows them. */
  readonly names?: Names
}

/** Events one below the other. */
export function Timeline({ events, names = [] }: TimelineProps) {
  const styles = useStyles()
  return (
    <ol className={styles.list}>
      {events.map(event => (
        <li key={event.id} className={styles.event}>
          {event.kind === 'entry' ? <Entry entry={event.entry} names={names} /> : <Boot trace={event.trace} />}
        </li>
      ))}
    </ol>
  )
}
