export { findRecordsBySerial, openFactoryHashes } from './by-serial.ts'
export { countFactoryRecords } from './count.ts'
export { findFactoryRecords, type ReportedDevice } from './find.ts'
export {
  addImportedRows,
  beginImportedReport,
  endImportedReport,
  type ImportedReport,
  rehearseReportRows,
} from './imported-report.ts'
export { getBuildReport, getFactoryRecord, listBuildReportRows, listBuildReports, listFactoryRecords } from './list.ts'
export type { FactoryRecord } from './record.ts'
export { type RecognisableRecord, readRecordsAfter } from './records-after.ts'
export {
  type BuildReport,
  type BuildReportInput,
  type ReportStation,
  receiveBuildReport,
  requireMaker,
} from './report.ts'
export {
  type EarlierRecord,
  findStationReport,
  type SettledStationReport,
  type StationOutcome,
  type StationRow,
  settleStationReport,
} from './station-report.ts'
export type { ReportOutcome } from './write.ts'
