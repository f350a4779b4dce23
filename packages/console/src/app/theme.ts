import {
  type BrandVariants,
  createDarkTheme,
  createLightTheme,
  type Theme,
  teamsHighContrastTheme,
} from '@fluentui/react-components'
import { useSyncExternalStore } from 'react'
import { usePreferences } from './preferences.ts'

const brand: BrandVariants = {
  10: '#02151b',
  20: '#08252f',
  30: '#0b3442',
  40: '#0c4355',
  50: '#0c5268',
  60: '#0b617b',
  70: '#0a708e',
  80: '#0c7896',
  90: '#2b8aa8',
  100: '#4a9ab6',
  110: '#66aac4',
  120: '#82bad1',
  130: '#9dcade',
  140: '#b8daea',
  150: '#d3e9f4',
  160: '#ecf6fb',
}

/** What lies under text of any kind, links and badges too, while it is pointed at or chosen. Those of Fluent are for plain text in high contrast. */
interface Surfaces {
  readonly surfaceHover: string
  readonly surfaceChosen: string
  readonly surfaceChosenHover: string
}

const withSurfaces = (theme: Theme): Theme & Surfaces => ({
  ...theme,
  surfaceHover: theme.colorNeutralBackground1Hover,
  surfaceChosen: theme.colorBrandBackground2,
  surfaceChosenHover: theme.colorBrandBackground2Hover,
})

const light = withSurfaces(createLightTheme(brand))
const dark = withSurfaces({
  ...createDarkTheme(brand),
  colorBrandForeground1: brand[110],
  colorBrandForeground2: brand[120],
  colorBrandForegroundLink: brand[120],
  colorBrandForegroundLinkHover: brand[130],
  colorBrandForegroundLinkPressed: brand[110],
})
const contrast: Theme & Surfaces = {
  ...teamsHighContrastTheme,
  surfaceHover: '#2b2b2b',
  surfaceChosen: '#00313a',
  surfaceChosenHover: '#004552',
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    listener => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

/** The looks that are chosen, or that the system asks for. */
export function useTheme(): { readonly name: 'light' | 'dark' | 'contrast'; readonly theme: Theme } {
  const { theme } = usePreferences()
  const prefersDark = useMedia('(prefers-color-scheme: dark)')
  const prefersContrast = useMedia('(prefers-contrast: more)')
  const forced = useMedia('(forced-colors: active)')
  const wanted = theme === 'system' ? (prefersContrast ? 'contrast' : prefersDark ? 'dark' : 'light') : theme
  if (forced || wanted === 'contrast') return { name: 'contrast', theme: contrast }
  return wanted === 'dark' ? { name: 'dark', theme: dark } : { name: 'light', theme: light }
}
