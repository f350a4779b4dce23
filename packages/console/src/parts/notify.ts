import { Toast, ToastTitle, useToastController } from '@fluentui/react-components'
import { createElement } from 'react'

export const toasterId = 'hailport'

/** Says in a corner of the window what has happened. */
export function useNotify(): (text: string, intent?: 'success' | 'error' | 'info') => void {
  const { dispatchToast } = useToastController(toasterId)
  return (text, intent = 'success') =>
    dispatchToast(createElement(Toast, null, createElement(ToastTitle, null, text)), {
      intent,
      timeout: intent === 'error' ? 10_000 : 4_000,
      politeness: intent === 'error' ? 'assertive' : 'polite',
    })
}
