import { Link } from '@fluentui/react-components'
import { useHref, useLinkClickHandler } from 'react-router'

/** A link within the console. */
export function TextLink({ to, children }: { readonly to: string; readonly children: React.ReactNode }) {
  const onClick = useLinkClickHandler<HTMLAnchorElement>(to)
  return (
    <Link href={useHref(to)} onClick={onClick}>
      {children}
    </Link>
  )
}
