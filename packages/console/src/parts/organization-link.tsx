import { useTranslation } from 'react-i18next'
import type { Job } from '../api/generated/operations.ts'
import { TextLink } from './text-link.tsx'

/** The organization that a job is for. */
export function OrganizationLink({ organization }: Pick<Job, 'organization'>) {
  const { t } = useTranslation()
  const { id, kind, name } = organization
  if (kind === 'registry' || kind === undefined) return <span>{kind ? t('jobs.registry') : id.slice(0, 8)}</span>
  return <TextLink to={`/${kind === 'tenant' ? 'tenants' : 'partners'}/${id}`}>{name ?? id.slice(0, 8)}</TextLink>
}
