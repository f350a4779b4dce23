/** Words that common passwords are built around; digits and signs around them add little. */
export const commonWords: ReadonlySet<string> = new Set(
  `password passwort passw kennwort geheim secret welcome willkommen letmein login administrator admin adminadmin
  changeme changeit default master superman batman football baseball basketball fussball sunshine princess dragon monkey
  shadow trustno iloveyou ichliebedich qwerty qwertz qwertyuiop qwertzuiop asdfghjkl yxcvbnm zxcvbnm azerty
  abcdefgh abcdefghijkl abcdefghijklmnopqrstuvwxyz hallo hallohallo hello helloworld computer internet microsoft windows
  google facebook autopilot intune hailport summer sommer winter spring fruehling autumn herbst january februar
  monday montag freedom whatever starwars pokemon liverpool chelsea arsenal schalke bayern michael jennifer
  testtest testing tester test user username benutzer benutzername passwordpassword passwortpasswort
  correcthorsebatterystaple temporary temp oracle cisco server router manager support service company firma
  qazwsx qazwsxedc qazwsxedcrfv wsxedc zaqwsx loveyou lovely flower charlie donald mustang jordan harley ranger
  hunter killer soccer hockey george thomas andrew robert daniel jessica ashley nicole michelle matthew`.split(/\s+/),
)

/** Passwords of twelve and more characters that lists of broken ones have in common, and that no rule below recognises. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 123456123456 123123123123 012345678901
  0123456789012 987654321098 0987654321098 111222333444 112233445566 121212121212 123321123321 147258369147 147852369147
  1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc qwer1234asdf qwerasdfzxcv
  q1w2e3r4t5y6 q1w2e3r4t5z6 1a2b3c4d5e6f a1b2c3d4e5f6 a1s2d3f4g5h6 zaq12wsxcde3 zaq1zaq1zaq1 asdfasdfasdf
  qweasdzxc123 qweasdyxc123 qwe123qwe123 abc123abc123 abcd1234abcd asdf1234qwer aa123456789a a123456789012
  p@ssw0rd1234 p@ssw0rd123! p@ssword1234 pa55word1234 passw0rd1234 passw0rd!234 pa$$w0rd1234 letmein12345 iloveyou1234
  iloveyou2000 youwillneverknow mypassword12 mypassword123 thisisapassword thisismypassword nopassword12 newpassword1
  changemenow1 changemeplease letmeinplease openthedoor1 opensesame12 rememberthis dontforget12 whatsmypassword
  keepitsecret trustnobody1 supersecret1 topsecret123 ilovemyfamily ilovemydog12 ilovemycat12 godisgood123 jesuschrist1
  blessed12345 lordofrings1 harrypotter1 gameofthrones starwars1234 pokemon12345 minecraft123 fortnite1234
  realmadrid12 barcelona123 manchester12 manchesterunited liverpool123 borussia1909 schalke04s04 bayernmuenchen
  deutschland1 germany12345 america12345 losangeles12 newyorkcity1 sanfrancisco`.split(/\s+/),
)
