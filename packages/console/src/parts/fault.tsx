import {
  Button,
  Link,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../api/problem.ts'

const useStyles = makeStyles({
  fault: { flexShrink: 0 },
  body: { padding: '8px 0', display: 'flex', flexDirection: 'column', gap: '4px', whiteSpace: 'normal' },
  small: { color: tokens.colorNeutralForeground2, fontSize: '12px' },
})

interface FaultProps {
  readonly error: unknown
  readonly onRetry?: () => void
}

/** What went wrong, why, and what to do: in the words of the catalogue, with the code and a link to its entry. */
export function Fault({ error, onRetry }: FaultProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { code, problem } = error instanceof ApiProblem ? error : { code: 'internal', problem: undefined }
  const known = problem && {
    title: problem.title,
    cause: problem.detail === problem.cause ? problem.cause : `${problem.detail} ${problem.cause}`,
    remedy: problem.remedy,
  }
  const own = code === 'unreachable' ? 'unreachable' : 'broken'
  const shown = known ?? { title: t(`fault.${own}`), cause: t(`fault.${own}Cause`), remedy: t(`fault.${own}Remedy`) }
  return (
    <MessageBar intent="error" layout="multiline" role="alert" className={styles.fault}>
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{shown.title}</MessageBarTitle>
        <div lang={known ? 'en' : undefined}>{shown.cause}</div>
        <div lang={known ? 'en' : undefined}>{shown.remedy}</div>
        <div className={styles.small}>
          {t('fault.code')}{' '}
          {problem ? (
            <Link href={`/errors/${code}`} target="_blank" rel="noopener" inline>
              {code}
            </Link>
          ) : (
            code
          )}
          {problem && ` · ${t('fault.request')} ${problem.requestId}`}
        </div>
      </MessageBarBody>
      {onRetry && (
        <MessageBarActions>
          <Button onClick={onRetry}>{t('fault.retry')}</Button>
        </MessageBarActions>
      )}
    </MessageBar>
  )
}
