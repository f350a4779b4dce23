import { type ComponentType, useEffect, useState } from 'react'
import { onNotice } from '../parts/notify.ts'

/** What has happened, in a corner of the window; fetched when there is something to say first. */
export function Notices() {
  const [Toasts, setToasts] = useState<ComponentType>()
  useEffect(() => {
    if (Toasts) return
    // What could not be fetched is tried again at the next notice, which then tells both.
    return onNotice(
      () => void import('./toasts.tsx').then(module => setToasts(() => module.Toasts)).catch(() => undefined),
    )
  }, [Toasts])
  return Toasts ? <Toasts /> : null
}
