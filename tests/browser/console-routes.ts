import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** The areas without their pages: what is fetched on demand, pictures and texts stay away. */
const withoutPages: Plugin = {
  name: 'without pages',
  setup(bundler) {
    bundler.onResolve({ filter: /\.tsx$/ }, ({ path }) => ({ path, external: true }))
    bundler.onResolve({ filter: /(icons|i18n\/index)\.ts$/ }, ({ path }) => ({ path, namespace: 'nothing' }))
    bundler.onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {}' }))
  },
}

export type Home = 'tenant' | 'partner' | 'registry'

/** The routes of each home of the console, from its own table; `/` is the overview. */
export async function consoleRoutes(): Promise<Record<Home, string[]>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../packages/console/src/areas/index.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [withoutPages],
  })
  const code = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')
  const { areasFor } = await import(`data:text/javascript;base64,${code}`)
  // Who may everything, of the kind of partner that has the most.
  const session = (kind: Home) => ({ me: { organization: { kind } }, profile: { partnerKind: 'oem' }, may: () => true })
  const routesOf = (kind: Home): string[] =>
    areasFor(session(kind)).flatMap(({ routes }: { routes: readonly { readonly path?: string }[] }) =>
      routes.map(({ path }) => path ?? '/'),
    )
  return { tenant: routesOf('tenant'), partner: routesOf('partner'), registry: routesOf('registry') }
}
