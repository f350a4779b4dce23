import { makeStyles, mergeClasses, ProgressBar, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Import } from '../../api/generated/operations.ts'
import { GoodIcon } from '../../parts/icons.ts'
import { sizeOf } from '../../parts/size-of.ts'
import { Time } from '../../parts/time.tsx'
import { isMoving, wordsOf } from './states.ts'

const useStyles = makeStyles({
  steps: { display: 'flex', flexWrap: 'wrap', gap: '8px 20px', listStyleType: 'none', margin: 0, padding: 0 },
  step: { display: 'flex', alignItems: 'center', gap: '6px', color: tokens.colorNeutralForeground2 },
  done: { color: tokens.colorNeutralForeground1 },
  now: { color: tokens.colorNeutralForeground1, fontWeight: 600 },
  icon: { color: tokens.colorStatusSuccessForeground1 },
  number: {
    minWidth: '20px',
    height: '20px',
    lineHeight: '20px',
    textAlign: 'center',
    borderRadius: '10px',
    fontSize: '12px',
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    boxSizing: 'border-box',
  },
  area: { display: 'flex', flexDirection: 'column', gap: '10px' },
  rate: { color: tokens.colorNeutralForeground2 },
})

const steps = ['received', 'parsed', 'validated', 'written'] as const

/** How many steps are behind. */
const behind: Readonly<Record<Import['state'], number>> = {
  receiving: 0,
  reading: 1,
  unreadable: 1,
  checking: 2,
  ready: 3,
  writing: 3,
  held: 4,
  finished: 4,
  cancelled: 1,
  expired: 4,
}

/** Such as "in 2 minutes". */
function timeLeft(seconds: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language)
  return seconds < 90 ? format.format(Math.ceil(seconds), 'second') : format.format(Math.ceil(seconds / 60), 'minute')
}

function Rate({ progress }: { readonly progress: NonNullable<Import['progress']> }) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const { unit, done, total, perSecond, secondsLeft } = progress
  const amount = (count: number) =>
    unit === 'bytes'
      ? sizeOf(count, i18n.language)
      : t('imports.rowCount', { count, shown: count.toLocaleString(i18n.language) })
  const parts = [
    t('imports.doneOf', { done: amount(done), total: amount(total) }),
    ...(perSecond === undefined ? [] : [t('imports.perSecond', { amount: amount(perSecond) })]),
    ...(secondsLeft === undefined ? [] : [t('imports.timeLeft', { time: timeLeft(secondsLeft, i18n.language) })]),
  ]
  return <span className={styles.rate}>{parts.join(' · ')}</span>
}

/** Received, parsed, validated, written: how far it is, how fast, and how long it takes. */
export function ImportProgress({ made }: { readonly made: Import }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { state, progress } = made
  const at = behind[state]
  const moving = isMoving(made)
  return (
    <div className={styles.area}>
      <ol className={styles.steps} aria-label={t('imports.steps')}>
        {steps.map((step, index) => (
          <li
            key={step}
            className={mergeClasses(styles.step, index < at && styles.done, index === at && styles.now)}
            {...(index === at && { 'aria-current': 'step' })}
          >
            {index < at ? (
              <GoodIcon className={styles.icon} aria-label={t('imports.stepDone')} />
            ) : (
              <span className={styles.number} aria-hidden>
                {index + 1}
              </span>
            )}
            {t(`imports.step.${step}`)}
          </li>
        ))}
        <li className={styles.step}>
          <Time at={made.finishedAt ?? made.startedAt ?? made.createdAt} />
        </li>
      </ol>
      {moving && (
        <ProgressBar
          aria-label={t(`imports.states.${state}`, wordsOf(made))}
          thickness="large"
          {...(progress && progress.total > 0 && { value: progress.done / progress.total })}
        />
      )}
      {moving && progress && <Rate progress={progress} />}
      {moving && <span className={styles.rate}>{t('imports.mayLeave')}</span>}
    </div>
  )
}
