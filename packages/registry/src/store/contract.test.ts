import { engineUnderTest, testDatabase } from '../testing/database.ts'
import { storeContract } from './contract.ts'

storeContract(engineUnderTest, testDatabase)
