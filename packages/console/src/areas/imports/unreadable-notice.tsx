import { Link, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Import } from '../../api/generated/operations.ts'

/** Why a file could not be read, and what to do. */
export function UnreadableNotice({ problem }: { readonly problem: NonNullable<Import['problem']> }) {
  const { t } = useTranslation()
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('imports.unreadable')}</MessageBarTitle>
        <span lang="en">{problem.message}</span> {t('imports.unreadableText')}{' '}
        <Link href={`/errors/${problem.code}`} target="_blank" rel="noopener" inline>
          {problem.code}
        </Link>
      </MessageBarBody>
    </MessageBar>
  )
}
