import { Toast, Toaster, ToastTitle, useToastController } from '@fluentui/react-components'
import { useEffect } from 'react'
import { onNotice, takeNotices } from '../parts/notify.ts'

const toasterId = 'hailport'

/** Shows what is to be said, and has screen readers say it. */
export function Toasts() {
  const { dispatchToast } = useToastController(toasterId)
  useEffect(() => {
    const show = () => {
      for (const { text, intent } of takeNotices())
        dispatchToast(
          <Toast>
            <ToastTitle>{text}</ToastTitle>
          </Toast>,
          {
            intent,
            timeout: intent === 'error' ? 10_000 : 4_000,
            politeness: intent === 'error' ? 'assertive' : 'polite',
          },
        )
    }
    show()
    return onNotice(show)
  }, [dispatchToast])
  return <Toaster toasterId={toasterId} position="bottom-end" limit={3} />
}
