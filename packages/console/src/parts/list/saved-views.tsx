import {
  Button,
  Input,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
} from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readRemembered, remember } from '../../app/preferences.ts'
import { DeleteIcon, ViewsIcon } from '../icons.ts'

interface View {
  readonly name: string
  readonly query: string
  readonly columns: readonly string[]
}

interface SavedViewsProps {
  readonly list: string
  readonly query: string
  readonly columns: readonly string[]
  readonly onOpen: (view: View) => void
}

const useStyles = makeStyles({
  form: { display: 'flex', gap: '6px', padding: '6px' },
  row: { display: 'flex' },
  item: { flexGrow: 1 },
})

/** Conditions and columns under a name, in this browser. */
export function SavedViews({ list, query, columns, onOpen }: SavedViewsProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const [views, setViews] = useState(() => readRemembered<readonly View[]>(`views.${list}`, []))
  const [name, setName] = useState('')
  const keep = (next: readonly View[]) => {
    remember(`views.${list}`, next)
    setViews(next)
  }
  const save = () => {
    keep([...views.filter(view => view.name !== name.trim()), { name: name.trim(), query, columns }])
    setName('')
  }
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<ViewsIcon />}>
          {t('list.views')}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        {views.length > 0 && (
          <MenuList>
            {views.map(view => (
              <div key={view.name} className={styles.row} role="none">
                <MenuItem className={styles.item} onClick={() => onOpen(view)}>
                  {view.name}
                </MenuItem>
                <Button
                  appearance="subtle"
                  icon={<DeleteIcon />}
                  aria-label={t('list.deleteView', { name: view.name })}
                  onClick={() => keep(views.filter(each => each !== view))}
                />
              </div>
            ))}
            <MenuDivider />
          </MenuList>
        )}
        <form
          className={styles.form}
          onSubmit={event => {
            event.preventDefault()
            if (name.trim() !== '') save()
          }}
        >
          <Input
            aria-label={t('list.viewName')}
            placeholder={t('list.viewName')}
            maxLength={60}
            value={name}
            onChange={(_, { value }) => setName(value)}
          />
          <Button type="submit" disabled={name.trim() === ''}>
            {t('list.saveView')}
          </Button>
        </form>
      </MenuPopover>
    </Menu>
  )
}
