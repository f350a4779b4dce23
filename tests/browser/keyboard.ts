import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** What has the focus, as a screen reader would name it. */
const focused = `(() => {
  const at = document.activeElement
  if (!at || at === document.body) return ''
  const labels = [...(at.labels ?? [])].map(label => label.textContent)
  return [at.getAttribute('aria-label'), ...labels, at.textContent, at.id].filter(Boolean).join(' ').trim()
})()`

/** The name of what has the focus; empty when nothing has. */
export const focusOf = async (page: Page): Promise<string> => String(await page.evaluate(focused))

/** Presses a key until what has the focus has this name. */
export async function keyTo(page: Page, name: RegExp, key = 'Tab', most = 80): Promise<void> {
  const passed: string[] = []
  for (let n = 0; n < most; n++) {
    await page.keyboard.press(key)
    const at = await focusOf(page)
    if (name.test(at)) return
    passed.push(at.slice(0, 30))
  }
  assert.fail(`${key} does not lead to ${name}: ${passed.join(' | ')}`)
}

/** Goes to it and presses Enter. */
export async function enter(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  await keyTo(page, name, key)
  await page.keyboard.press('Enter')
}

/** A picture of what has the focus, and of as much around it as a frame may take. */
const frame = `(() => {
  const { x, y, width, height } = document.activeElement.getBoundingClientRect()
  return { x: Math.max(0, x - 6), y: Math.max(0, y - 6), width: width + 12, height: height + 12 }
})()`

/** Goes through stops of the Tab key. @returns the names of those that look the same with the focus and without. */
export async function stopsNotSeen(page: Page, stops: number): Promise<string[]> {
  const notSeen: string[] = []
  for (let n = 0; n < stops; n++) {
    await page.keyboard.press('Tab')
    const name = await focusOf(page)
    const clip = (await page.evaluate(frame)) as { x: number; y: number; width: number; height: number }
    const take = () => page.screenshot({ clip, animations: 'disabled' })
    const withFocus = await take()
    await page.keyboard.press('Tab')
    const without = await take()
    await page.keyboard.press('Shift+Tab')
    if (withFocus.equals(without)) notSeen.push(name)
  }
  return notSeen
}
