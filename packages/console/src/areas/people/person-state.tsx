import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/generated/operations.ts'

/** Whether the person can sign in. */
export function PersonState({ disabledAt }: Pick<Person, 'disabledAt'>) {
  const { t } = useTranslation()
  return disabledAt ? (
    <Badge appearance="tint" color="informative">
      {t('people.disabled')}
    </Badge>
  ) : (
    <Badge appearance="tint" color="success">
      {t('people.enabled')}
    </Badge>
  )
}
