import { useFocusFinders } from '@fluentui/react-components'

/**
 * Keeps what manages the focus of dialogs and menus alive between them: the last of them to go would take it along, before it has shown
 * screen readers again what the dialog had hidden from them.
 */
export function FocusKeeper() {
  useFocusFinders()
  return null
}
