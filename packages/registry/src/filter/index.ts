export { type Column, type ColumnsOf, compileFilter } from './compile.ts'
export {
  type Comparison,
  type Fields,
  type FieldType,
  type Filter,
  foldCase,
  raiseCase,
  type Test,
  type Value,
} from './filter.ts'
export { filterTest } from './matches.ts'
export { FilterError, resolveFilter } from './resolve.ts'
