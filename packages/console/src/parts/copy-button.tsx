import { Button } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { CopyIcon } from './icons.ts'
import { useNotify } from './notify.ts'

interface CopyButtonProps {
  readonly text: string
  /** What is copied, where the button alone does not tell. */
  readonly name: string
  readonly size?: 'small' | 'medium'
  readonly children: string
}

/** Takes a text to the clipboard. */
export function CopyButton({ text, name, size = 'medium', children }: CopyButtonProps) {
  const { t } = useTranslation()
  const notify = useNotify()
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    notify(t('shell.copied'))
  }
  return (
    <Button size={size} icon={<CopyIcon />} aria-label={`${children}: ${name}`} onClick={() => void copy()}>
      {children}
    </Button>
  )
}
