import { type ComponentType, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNotify } from '../parts/notify.ts'
import { AccountButton } from './account-button.tsx'

const fetchMenu = () => import('./account-menu.tsx')

/** The button with the name of who is signed in; its menu is fetched when somebody points at it or opens it. */
export function Account() {
  const { t } = useTranslation()
  const notify = useNotify()
  const [Menu, setMenu] = useState<ComponentType>()
  if (Menu) return <Menu />
  const prepare = () => void fetchMenu().catch(() => undefined)
  const show = () =>
    void fetchMenu()
      .then(({ AccountMenu }) => setMenu(() => AccountMenu))
      .catch(() => notify(t('fault.unreachableCause'), 'error'))
  return (
    <AccountButton
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={prepare}
      onFocus={prepare}
      onClick={show}
    />
  )
}
