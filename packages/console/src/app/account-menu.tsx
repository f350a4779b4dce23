import {
  Body1Strong,
  Caption1,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemLink,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { type Language, languages, speak, wantedLanguage } from '../i18n/index.ts'
import { useSession } from '../session/session.ts'
import { signOut } from '../session/tokens.ts'
import { AccountButton } from './account-button.tsx'
import { type Preferences, prefer, usePreferences } from './preferences.ts'

const useStyles = makeStyles({
  who: { display: 'flex', flexDirection: 'column', padding: '8px 12px' },
  quiet: { color: tokens.colorNeutralForeground3 },
})

const themes = ['system', 'light', 'dark', 'contrast'] as const

function Choices() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <MenuList>
      <MenuGroup>
        <MenuGroupHeader>{t('shell.theme')}</MenuGroupHeader>
        {themes.map(each => (
          <MenuItemRadio key={each} name="theme" value={each}>
            {t(`shell.themes.${each}`)}
          </MenuItemRadio>
        ))}
      </MenuGroup>
      <MenuDivider />
      <MenuGroup>
        <MenuGroupHeader>{t('shell.language')}</MenuGroupHeader>
        <MenuItemRadio name="language" value="system">
          {t('shell.themes.system')}
        </MenuItemRadio>
        {Object.entries(languages).map(([code, name]) => (
          <MenuItemRadio key={code} name="language" value={code as Language} lang={code}>
            {name}
          </MenuItemRadio>
        ))}
      </MenuGroup>
      <MenuDivider />
      <MenuItem onClick={() => void navigate('/me')}>{t('areas.account')}</MenuItem>
      <MenuItemLink href="/account">{t('shell.account')}</MenuItemLink>
      <MenuItemLink href="/api/v1/docs">{t('shell.apiDocs')}</MenuItemLink>
      <MenuItem onClick={signOut}>{t('shell.signOut')}</MenuItem>
    </MenuList>
  )
}

/** Who is signed in, looks, language, and the way out; open from the start, for it is fetched when somebody opens it. */
export function AccountMenu() {
  const styles = useStyles()
  const { profile } = useSession()
  const { theme, language } = usePreferences()
  const choose = (change: Partial<Preferences>) => {
    prefer(change)
    if (change.language) void speak(wantedLanguage())
  }
  return (
    <Menu
      defaultOpen
      checkedValues={{ theme: [theme], language: [language] }}
      onCheckedValueChange={(_, { name, checkedItems }) => choose({ [name]: checkedItems[0] })}
    >
      <MenuTrigger disableButtonEnhancement>
        <AccountButton />
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <Body1Strong>{profile.name}</Body1Strong>
          <Caption1 className={styles.quiet}>{profile.email}</Caption1>
          <Caption1 className={styles.quiet}>{profile.organizationName}</Caption1>
        </div>
        <Choices />
      </MenuPopover>
    </Menu>
  )
}
