/** The part of autocannon that the benchmark uses. */
declare module 'autocannon' {
  export interface Request {
    method: string
    path: string
    headers?: Record<string, string>
    body?: string
  }
  export interface Options {
    url: string
    connections: number
    duration: number
    requests: Request[]
  }
  export interface Result {
    duration: number
    latency: { p50: number; p99: number; max: number }
    non2xx: number
    errors: number
    '2xx': number
  }
  export default function autocannon(options: Options): Promise<Result>
}
