export {
  type CorporateIdentifier,
  type CorporateIdentifierInput,
  type CorporateIdentifierType,
  corporateIdentifierTypes,
  deleteCorporateIdentifier,
  type ImportedCorporateIdentifier,
  importCorporateIdentifiers,
  listCorporateIdentifiers,
  searchCorporateIdentifiers,
} from './corporate-identifiers.ts'
export {
  createImportRecords,
  deleteImportRecord,
  getImportRecord,
  type ImportRecord,
  type ImportRecordFilter,
  type ImportRecordInput,
  listImportRecords,
} from './import-records.ts'
export type { ImportState } from './import-state.ts'
export { finishSync, readSync, requestSync, type SyncStatus } from './sync.ts'
