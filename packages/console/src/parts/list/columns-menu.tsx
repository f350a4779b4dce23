import { Button, Menu, MenuItemCheckbox, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { ColumnsIcon } from '../icons.ts'
import type { Column } from './columns.ts'

interface ColumnsMenuProps {
  readonly columns: readonly Pick<Column<never>, 'id' | 'title'>[]
  readonly ids: readonly string[]
  readonly onChoose: (ids: readonly string[]) => void
}

/** Chooses the columns of a list; the first always stays. */
export function ColumnsMenu({ columns, ids, onChoose }: ColumnsMenuProps) {
  const { t } = useTranslation()
  return (
    <Menu checkedValues={{ columns: [...ids] }} onCheckedValueChange={(_, { checkedItems }) => onChoose(checkedItems)}>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<ColumnsIcon />}>
          {t('list.columns')}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {columns.slice(1).map(({ id, title }) => (
            <MenuItemCheckbox key={id} name="columns" value={id}>
              {title}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
