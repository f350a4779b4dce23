import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskRequest } from '../../api/generated/operations.ts'
import { ChoiceBar } from '../../parts/choice-bar.tsx'
import type { Selection } from '../../parts/list/selection.ts'
import { DecideDialog } from './decide-dialog.tsx'

interface DecideBarProps {
  readonly request: DeskRequest
  readonly selection: Selection
}

/** Decides the devices that are selected, or all that are not decided yet. */
export function DecideBar({ request, selection }: DecideBarProps) {
  const { t, i18n } = useTranslation()
  const [approve, setApprove] = useState<boolean>()
  const { pending } = request.counts
  const all = selection.allMatching || selection.ids.size === 0
  const count = all ? pending : selection.ids.size
  const shown = count.toLocaleString(i18n.language)
  const which = all ? 'all' : 'chosen'
  return (
    <ChoiceBar name={t('desk.decide')} text={t(`desk.toDecide.${which}`, { count, shown })}>
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
    </ChoiceBar>
  )
}
