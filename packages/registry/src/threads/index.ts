export { type Helper, ThreadHelper } from './helper.ts'
export { serveTasks, type Tasks } from './serve.ts'
