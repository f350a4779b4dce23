import { type ComponentType, useEffect, useState } from 'react'

/** Fetches `FocusKeeper` once the first page is there, which needs none; dialogs and menus share its files. */
export function Focus() {
  const [Keeper, setKeeper] = useState<ComponentType>()
  useEffect(() => {
    void import('./focus-keeper.tsx').then(module => setKeeper(() => module.FocusKeeper)).catch(() => undefined)
  }, [])
  return Keeper ? <Keeper /> : null
}
