import { Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import type { Area } from '../areas/area.ts'
import { areasFor } from '../areas/index.ts'
import { useSession } from '../session/session.ts'

const useStyles = makeStyles({
  nav: { padding: '12px 8px' },
  list: { listStyleType: 'none', margin: '0 0 14px', padding: 0 },
  caption: { display: 'block', padding: '6px 12px', color: tokens.colorNeutralForeground3, fontWeight: 600 },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: '10px',
    height: '36px',
    padding: '0 12px',
    margin: '1px 0',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: 'var(--surfaceHover)', color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  here: {
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    fontWeight: 600,
    boxShadow: `inset 3px 0 ${tokens.colorCompoundBrandStroke}, ${tokens.shadow2}`,
  },
})

const sections = ['work', 'factory', 'rules', 'operation', 'organization'] as const

function Entry({ area }: { readonly area: Area }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { path, icon: Icon } = area.navigation as NonNullable<Area['navigation']>
  return (
    <li>
      <NavLink
        to={path}
        end={path === '/'}
        className={({ isActive }) => mergeClasses(styles.link, isActive && styles.here)}
      >
        <Icon />
        {t(`areas.${area.id}`)}
      </NavLink>
    </li>
  )
}

/** Where one can go, by what the person may see. */
export function Navigation({ className }: { readonly className: string }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const areas = areasFor(useSession()).filter(area => area.navigation)
  return (
    <nav className={mergeClasses(styles.nav, className)} aria-label={t('shell.navigation')}>
      {sections.map(section => {
        const within = areas.filter(area => area.navigation?.section === section)
        if (within.length === 0) return null
        return (
          <div key={section}>
            {section !== 'work' && <Caption1 className={styles.caption}>{t(`sections.${section}`)}</Caption1>}
            <ul className={styles.list}>
              {within.map(area => (
                <Entry key={area.id} area={area} />
              ))}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}
