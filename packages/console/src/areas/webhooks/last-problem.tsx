import { useTranslation } from 'react-i18next'

/** Why the last attempt failed: the status of the answer, or what came in place of one, as the service has it. */
export function LastProblem({ problem }: { readonly problem: string }) {
  const { t } = useTranslation()
  return /^\d{3}$/.test(problem) ? t('webhooks.answeredWith', { status: problem }) : <span lang="en">{problem}</span>
}
