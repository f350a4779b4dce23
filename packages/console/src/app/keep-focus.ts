import { useEffect } from 'react'

/** Where the focus was, and everything around it, from the inside out. */
interface Place {
  readonly element: HTMLElement
  readonly around: readonly Element[]
}

/** So many places are remembered: more than a dialog has fields. */
const most = 40
const canHaveFocus = ':is(a[href], button, input, select, textarea, [tabindex="0"]):not(:disabled)'

function placeOf(element: HTMLElement): Place {
  const around: Element[] = []
  for (let each = element.parentElement; each; each = each.parentElement) around.push(each)
  return { element, around }
}

const dialogs = '[role=dialog], [role=alertdialog]'

/** Where the focus goes when the last of these places is no more. */
function nextPlace(places: readonly Place[], main: HTMLElement): HTMLElement {
  for (const { element, around } of places.toReversed()) {
    if (element.isConnected) return element
    // What was in the page, or in a dialog that is still there, leads to what is left around it; a dialog to what opened it.
    const whole = around.find(each => each === main || (each.isConnected && each.matches(dialogs)))
    if (!whole) continue
    const near = around.find(each => each.isConnected) ?? whole
    return (near !== main && near.querySelector<HTMLElement>(canHaveFocus)) || (whole as HTMLElement)
  }
  return main
}

/** Keeps the focus of the keyboard when what had it goes away: with a dialog, with a form that is saved, with a page that is left. */
export function useKeptFocus(): void {
  useEffect(() => {
    const places: Place[] = []
    const remember = ({ target }: FocusEvent) => {
      places.push(placeOf(target as HTMLElement))
      if (places.length > most) places.shift()
    }
    // At once: what else looks after the focus leaves it where it finds it.
    const observer = new MutationObserver(() => {
      const main = document.getElementById('main')
      const last = places.at(-1)
      if (!main || !last || last.element.isConnected || document.activeElement !== document.body) return
      nextPlace(places, main).focus({ preventScroll: true })
    })
    addEventListener('focusin', remember)
    observer.observe(document.body, { childList: true, subtree: true })
    return () => {
      removeEventListener('focusin', remember)
      observer.disconnect()
    }
  }, [])
}
