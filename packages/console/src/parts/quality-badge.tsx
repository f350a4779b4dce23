import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'

const colors = { good: 'success', weak: 'warning', placeholder: 'danger' } as const

/** How well the facts identify the device. */
export function QualityBadge({ quality }: { readonly quality: string }) {
  const { t } = useTranslation()
  return (
    <Badge appearance="tint" color={colors[quality as keyof typeof colors] ?? 'informative'}>
      {t(`devices.quality.${quality}`, { defaultValue: quality })}
    </Badge>
  )
}
