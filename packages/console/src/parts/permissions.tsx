import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/use-api.ts'
import type { Permission, Session } from '../session/session.ts'
import type { Choice } from './check-list.tsx'

/** What roles of an organization of this kind can have; undefined while it is fetched. */
export function useKnownPermissions(organization: Session['me']['organization']['kind']) {
  const { data } = useRead('GET /api/v1/permissions', { query: { organization } })
  return data?.items
}

const areaOf = (permission: string): string => permission.split('.')[0] ?? ''

/** Makes the function that explains permissions as something to choose. */
export function usePermissionChoice(): (permission: Permission) => Choice {
  const { t } = useTranslation()
  return permission => ({
    value: permission,
    title: t(`permissions.${permission}`, { defaultValue: permission }),
    text: permission,
    group: t(`permissionAreas.${areaOf(permission)}`, { defaultValue: areaOf(permission) }),
  })
}

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: 'none', display: 'grid', gap: '10px' },
  area: { fontWeight: 600 },
  items: { margin: '2px 0 0', paddingLeft: '20px', color: tokens.colorNeutralForeground1 },
  code: { color: tokens.colorNeutralForeground2, fontSize: '12px' },
})

/** What permissions allow, in words, by area. */
export function PermissionList({ permissions }: { readonly permissions: readonly Permission[] }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const byArea = [...Map.groupBy(permissions, areaOf)]
  return (
    <ul className={styles.list}>
      {byArea.map(([area, within]) => (
        <li key={area}>
          <span className={styles.area}>{t(`permissionAreas.${area}`, { defaultValue: area })}</span>
          <ul className={styles.items}>
            {within.map(permission => (
              <li key={permission}>
                {t(`permissions.${permission}`, { defaultValue: permission })}{' '}
                <span className={styles.code}>{permission}</span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}
