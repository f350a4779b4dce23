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
export { type BuildReport, type BuildReportInput, receiveBuildReport, requireMaker } from './report.ts'
export type { ReportOutcome } from './write.ts'
