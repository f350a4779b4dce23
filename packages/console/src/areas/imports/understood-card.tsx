import { Button, makeStyles } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import } from '../../api/generated/operations.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { EditIcon } from '../../parts/icons.ts'
import { sizeOf } from '../../parts/size-of.ts'
import { useImportKinds } from './kinds.ts'
import { ReadAgainForm } from './read-again-form.tsx'
import { delimiterId } from './read-options.ts'

interface UnderstoodCardProps {
  readonly made: Import
  readonly organizationId: string
}

const useStyles = makeStyles({ card: { flexShrink: 0 } })

function Understood({ file, size }: { readonly file: NonNullable<Import['file']>; readonly size: number }) {
  const { t, i18n } = useTranslation()
  const { format, encoding, byteOrderMark, delimiter, sheet, columns } = file
  const read = columns.flatMap(({ name, field }) =>
    field === undefined ? [] : [`${name} → ${t(`imports.fields.${field}`)}`],
  )
  const kept = columns.flatMap(({ name, field }) => (field === undefined ? [name] : []))
  const facts: [string, string | undefined | false][] = [
    [t('imports.format'), `${t(`imports.formatNames.${format}`)}, ${sizeOf(size, i18n.language)}`],
    [t('imports.encoding'), encoding && `${encoding}${byteOrderMark ? ` (${t('imports.byteOrderMark')})` : ''}`],
    [t('imports.delimiter'), delimiter && t(`imports.delimiters.${delimiterId(delimiter)}`)],
    [t('imports.sheet'), sheet],
    [t('imports.columnsRead'), read.join(' · ')],
    [t('imports.columnsKept'), kept.join(' · ')],
  ]
  return <Facts facts={facts.filter(([, value]) => value)} />
}

/** How the file was understood; before the start, what can be said of it to have it read again. */
export function UnderstoodCard({ made, organizationId }: UnderstoodCardProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { sendable } = useImportKinds()
  const [editing, setEditing] = useState(made.state === 'unreadable')
  const { file, size } = made
  if (!file && made.state !== 'unreadable') return null
  const mayChange = ['ready', 'unreadable'].includes(made.state) && sendable.includes(made.kind)
  return (
    <Card
      title={t('imports.understood')}
      className={styles.card}
      actions={
        mayChange &&
        !editing && (
          <Button appearance="subtle" icon={<EditIcon />} onClick={() => setEditing(true)}>
            {t('imports.readOtherwise')}
          </Button>
        )
      }
    >
      {editing && mayChange ? (
        <ReadAgainForm made={made} organizationId={organizationId} onDone={() => setEditing(false)} />
      ) : (
        file && <Understood file={file} size={size} />
      )}
    </Card>
  )
}
