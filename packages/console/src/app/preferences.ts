import { useSyncExternalStore } from 'react'

/** What a person has chosen in this browser. Nothing here is secret. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark' | 'contrast'
  readonly language: 'system' | 'en' | 'de'
}

const key = 'hailport.preferences'
const usual: Preferences = { theme: 'system', language: 'system' }
const listeners = new Set<() => void>()

function read(): Preferences {
  try {
    return { ...usual, ...JSON.parse(localStorage.getItem(key) ?? '{}') }
  } catch {
    return usual
  }
}

let current = read()

export const preferences = (): Preferences => current

/** Changes preferences, for this browser. */
export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  localStorage.setItem(key, JSON.stringify(current))
  for (const listener of listeners) listener()
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(listener => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, preferences)
}

/** Something that a list remembers in this browser. @returns its value, and what changes it. */
export function readRemembered<T>(name: string, usualValue: T): T {
  try {
    const text = localStorage.getItem(`hailport.${name}`)
    return text === null ? usualValue : (JSON.parse(text) as T)
  } catch {
    return usualValue
  }
}

export const remember = (name: string, value: unknown): void =>
  localStorage.setItem(`hailport.${name}`, JSON.stringify(value))
