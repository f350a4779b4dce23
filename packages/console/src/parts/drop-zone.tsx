import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { type DragEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { UploadIcon } from './icons.ts'
import { sizeOf } from './size-of.ts'

const useStyles = makeStyles({
  zone: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: '10px',
    padding: '36px 16px',
    textAlign: 'center',
    border: `2px dashed ${tokens.colorNeutralStrokeAccessible}`,
    borderRadius: tokens.borderRadiusXLarge,
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  over: { border: `2px dashed ${tokens.colorCompoundBrandStroke}`, backgroundColor: tokens.colorBrandBackground2 },
  text: { margin: 0, overflowWrap: 'anywhere' },
  chosen: { margin: 0, fontWeight: 600, color: tokens.colorNeutralForeground1, overflowWrap: 'anywhere' },
})

interface DropZoneProps {
  /** What is wanted, and in which forms. */
  readonly drop: string
  readonly formats: string
  /** Types that the window for choosing a file shows. */
  readonly accept?: string
  readonly file: File | undefined
  readonly disabled: boolean
  readonly onFile: (file: File) => void
}

/** Takes a file: dropped here, or chosen. */
export function DropZone({ drop, formats, accept, file, disabled, onFile }: DropZoneProps) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const dropped = event.dataTransfer.files[0]
    if (dropped && !disabled) onFile(dropped)
  }
  return (
    <section
      aria-label={t('shell.file')}
      className={mergeClasses(styles.zone, over && styles.over)}
      onDragOver={event => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {file ? (
        <p className={styles.chosen}>
          {file.name} ({sizeOf(file.size, i18n.language)})
        </p>
      ) : (
        <p className={styles.text}>{drop}</p>
      )}
      <Button icon={<UploadIcon />} disabled={disabled} onClick={() => input.current?.click()}>
        {t(file ? 'shell.chooseOther' : 'shell.choose')}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        onChange={event => {
          const chosen = event.target.files?.[0]
          if (chosen) onFile(chosen)
          event.target.value = ''
        }}
      />
      <p className={styles.text}>{formats}</p>
    </section>
  )
}
