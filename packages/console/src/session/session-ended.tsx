import { type ComponentType, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignInAgainProps } from './sign-in-again.tsx'
import { onSignedOut } from './tokens.ts'

/** Asks to sign in again when the session has ended; what asks is fetched then. */
export function SessionEnded() {
  const { t } = useTranslation()
  const [Question, setQuestion] = useState<ComponentType<SignInAgainProps>>()
  useEffect(() => {
    // The plain question is for when even that cannot be fetched: what is typed must stay all the same.
    const askPlainly = () => confirm(`${t('session.ended')}\n${t('session.endedText')}`) && open('/sign-in', '_blank')
    return onSignedOut(
      () => void import('./sign-in-again.tsx').then(module => setQuestion(() => module.SignInAgain)).catch(askPlainly),
    )
  }, [t])
  return Question ? <Question onSignedIn={() => setQuestion(undefined)} /> : null
}
