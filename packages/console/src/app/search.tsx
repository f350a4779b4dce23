import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SearchIcon } from '../parts/icons.ts'

const SearchDialog = lazy(async () => ({ default: (await import('./search-dialog.tsx')).SearchDialog }))

const useStyles = makeStyles({
  button: {
    width: '100%',
    maxWidth: '440px',
    justifyContent: 'flex-start',
    fontWeight: 400,
    color: tokens.colorNeutralForeground3,
    '@media (max-width: 640px)': { width: 'auto', minWidth: 0 },
  },
  text: {
    flexGrow: 1,
    textAlign: 'left',
    // Screen readers need it where there is no room for it.
    '@media (max-width: 640px)': { position: 'absolute', clipPath: 'inset(50%)', width: '1px', overflow: 'hidden' },
  },
  keys: { fontSize: '12px', fontFamily: tokens.fontFamilyBase, '@media (max-width: 860px)': { display: 'none' } },
})

/** Opens the search over everything, as Ctrl+K does. */
export function SearchButton() {
  const styles = useStyles()
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setOpen(true)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  return (
    <>
      <Button
        className={styles.button}
        icon={<SearchIcon />}
        onClick={() => setOpen(true)}
        aria-keyshortcuts="Control+K"
      >
        <span className={styles.text}>{t('shell.search')}</span>
        <kbd className={styles.keys}>Ctrl K</kbd>
      </Button>
      {open && (
        <Suspense>
          <SearchDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
