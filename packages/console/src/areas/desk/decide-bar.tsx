import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskRequest } from '../../api/generated/operations.ts'
import type { Selection } from '../../parts/list/selection.ts'
import { DecideDialog } from './decide-dialog.tsx'

interface DecideBarProps {
  readonly request: DeskRequest
  readonly selection: Selection
}

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '8px',
    padding: '8px 14px',
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorNeutralForeground1,
    border: `1px solid ${tokens.colorBrandStroke2}`,
  },
  count: { fontWeight: 600, marginRight: 'auto' },
})

/** Decides the devices that are selected, or all that are not decided yet. */
export function DecideBar({ request, selection }: DecideBarProps) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const [approve, setApprove] = useState<boolean>()
  const { pending } = request.counts
  const all = selection.allMatching || selection.ids.size === 0
  const count = all ? pending : selection.ids.size
  const shown = count.toLocaleString(i18n.language)
  const which = all ? 'all' : 'chosen'
  return (
    <section className={styles.bar} aria-label={t('desk.decide')}>
      <span className={styles.count} aria-live="polite">
        {t(`desk.toDecide.${which}`, { count, shown })}
      </span>
      <Button appearance="primary" onClick={() => setApprove(true)}>
        {t(`desk.approve.${which}`)}
      </Button>
      <Button onClick={() => setApprove(false)}>{t(`desk.refuse.${which}`)}</Button>
      {!all && (
        <Button appearance="subtle" onClick={selection.clear}>
          {t('list.clear')}
        </Button>
      )}
      {approve !== undefined && (
        <DecideDialog
          request={request}
          approve={approve}
          count={count}
          serialNumbers={all ? undefined : [...selection.ids]}
          onDecided={selection.clear}
          onClose={() => setApprove(undefined)}
        />
      )}
    </section>
  )
}
