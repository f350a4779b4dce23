import { Button, Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet, useLocation, useNavigation } from 'react-router'
import mark from '../assets/mark.svg'
import { MenuIcon } from '../parts/icons.ts'
import { LoadingBar } from '../parts/loading.tsx'
import { useUnsavedQuestion } from '../parts/unsaved.ts'
import { Account } from './account.tsx'
import { useKeptFocus } from './keep-focus.ts'
import { Navigation } from './navigation.tsx'
import { SearchButton } from './search.tsx'

const narrow = '@media (max-width: 860px)'

const useStyles = makeStyles({
  shell: {
    display: 'grid',
    gridTemplateRows: '52px 1fr',
    height: '100dvh',
    backgroundColor: tokens.colorNeutralBackground3,
  },
  skip: {
    position: 'absolute',
    left: '8px',
    top: '-60px',
    zIndex: 10,
    padding: '8px 12px',
    backgroundColor: tokens.colorNeutralBackground1,
    ':focus-visible': { top: '8px' },
  },
  bar: {
    display: 'flex',
    alignItems: 'center',
    gap: '12px',
    padding: '0 12px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    minWidth: 0,
  },
  brand: {
    display: 'flex',
    alignItems: 'center',
    gap: '10px',
    fontWeight: 600,
    fontSize: '16px',
    minWidth: '196px',
    [narrow]: { minWidth: 0 },
  },
  mark: { width: '26px', height: '26px' },
  word: { '@media (max-width: 480px)': { display: 'none' } },
  menu: { display: 'none', [narrow]: { display: 'inline-flex' } },
  middle: { flexGrow: 1, minWidth: 0 },
  body: {
    display: 'grid',
    gridTemplateColumns: '220px minmax(0, 1fr)',
    minHeight: 0,
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  side: { minHeight: 0, overflowY: 'auto', [narrow]: { display: 'none' } },
  sideOpen: {
    [narrow]: {
      display: 'block',
      position: 'fixed',
      inset: '52px 20% 0 0',
      zIndex: 5,
      backgroundColor: tokens.colorNeutralBackground1,
      boxShadow: tokens.shadow28,
    },
  },
  main: {
    minHeight: 0,
    minWidth: 0,
    overflowY: 'auto',
    display: 'flex',
    flexDirection: 'column',
    outlineStyle: 'none',
  },
})

/** Without a step in the history, which would be none of the router's. */
function goToMain(event: React.MouseEvent): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}

/** The frame around every page. */
export function Shell() {
  const styles = useStyles()
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { pathname } = useLocation()
  const busy = useNavigation().state !== 'idle'
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new page closes the navigation of narrow windows
  useEffect(() => setOpen(false), [pathname])
  useKeptFocus()
  useUnsavedQuestion()
  return (
    <div className={styles.shell}>
      <Link className={styles.skip} href="#main" onClick={goToMain}>
        {t('shell.skip')}
      </Link>
      <header className={styles.bar}>
        <Button
          className={styles.menu}
          appearance="subtle"
          icon={<MenuIcon />}
          aria-label={t('shell.navigation')}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
        <div className={styles.brand}>
          <img className={styles.mark} src={mark} alt="" />
          <span className={styles.word}>Hailport</span>
        </div>
        <div className={styles.middle}>
          <SearchButton />
        </div>
        <Account />
      </header>
      <div className={styles.body}>
        <Navigation className={mergeClasses(styles.side, open && styles.sideOpen)} />
        <main id="main" className={styles.main} tabIndex={-1}>
          {busy && <LoadingBar />}
          <Suspense fallback={<LoadingBar />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
    </div>
  )
}
