import { Link } from '@fluentui/react-components'

interface WhyNotProps {
  readonly code?: string
  readonly message?: string
  readonly remedy?: string
  readonly field?: string
}

/** Why something was not done and what would help, with the code, which leads to the catalogue. */
export function WhyNot({ code, message, remedy, field }: WhyNotProps) {
  if (code === undefined) return null
  const text = [field, message].filter(Boolean).join(': ')
  return (
    <span title={[text, remedy].filter(Boolean).join(' ')}>
      <Link href={`/errors/${code}`} target="_blank" rel="noopener" inline>
        {code}
      </Link>{' '}
      <span lang="en">
        {text} {remedy}
      </span>
    </span>
  )
}
