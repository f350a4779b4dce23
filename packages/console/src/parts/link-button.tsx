import { Button, type ButtonProps } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { useHref, useLinkClickHandler } from 'react-router'

interface LinkButtonProps {
  readonly to: string
  readonly appearance?: ButtonProps['appearance']
  readonly icon?: ReactElement
  readonly children: string
}

/** A link within the console that looks like a button. */
export function LinkButton({ to, appearance, icon, children }: LinkButtonProps) {
  const href = useHref(to)
  const onClick = useLinkClickHandler<HTMLAnchorElement>(to)
  return (
    <Button as="a" href={href} onClick={onClick as never} {...(appearance && { appearance })} {...(icon && { icon })}>
      {children}
    </Button>
  )
}
