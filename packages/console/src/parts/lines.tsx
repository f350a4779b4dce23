import { Field, Textarea } from '@fluentui/react-components'

/** Lines without empty ones. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')

interface LinesProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A list of texts, one a line: a group tag may hold any sign. */
export function Lines({ label, hint, value, onChange }: LinesProps) {
  return (
    <Field label={label} hint={hint}>
      <Textarea rows={3} resize="vertical" value={value} onChange={(_, data) => onChange(data.value)} />
    </Field>
  )
}
