import type { ComponentType } from 'react'
import type { RouteObject } from 'react-router'
import { needTexts } from '../i18n/index.ts'

/**
 * A page that is fetched when it is first opened, and with it the catalogues of texts that it shows
 * (`i18n/locales/<language>/<name>.json`), beside those of the frame.
 */
export function pageRoute(
  path: string,
  catalogues: readonly string[],
  fetchPage: () => Promise<ComponentType>,
): RouteObject {
  const withTexts = async () => {
    const [page] = await Promise.all([fetchPage(), needTexts(catalogues)])
    return page
  }
  return { ...(path === '/' ? { index: true } : { path }), lazy: { Component: withTexts } }
}
