import { type MessagePort, workerData } from 'node:worker_threads'
import pg from 'pg'

const { url, signal, port } = workerData as { url: string; signal: Int32Array; port: MessagePort }

const int8 = 20
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
}
const client = new pg.Client({ connectionString: url, types: types as pg.CustomTypesConfig })
const connected = client.connect()

port.on('message', async (query: pg.QueryConfig) => {
  try {
    await connected
    const { rows } = await client.query(query)
    port.postMessage({ rows })
  } catch (error) {
    port.postMessage({ rows: [], error: String(error) })
  }
  Atomics.store(signal, 0, 1)
  Atomics.notify(signal, 0)
})
