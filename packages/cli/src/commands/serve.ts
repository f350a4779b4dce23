import { Command } from 'commander'
import { examplesHelp, exitCodes, exitCodesHelp } from '../exit-codes.ts'
import { print, styled } from '../terminal.ts'
import { startService, untilStopped } from './start-service.ts'

interface ServeFlags {
  readonly data?: string
  readonly database?: string
  readonly port?: string
  readonly host?: string
  readonly publicUrl?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly logLevel?: string
  readonly trustProxy?: string
  readonly workers?: string
}

const environment = `
Environment, where an option is absent:
  HAILPORT_DATABASE, HAILPORT_DATA, HAILPORT_PORT, HAILPORT_HOST, HAILPORT_PUBLIC_URL, HAILPORT_TLS_CERT,
  HAILPORT_TLS_KEY, HAILPORT_LOG_LEVEL, HAILPORT_TRUST_PROXY, HAILPORT_WORKERS
                      as the options of the same names
  HAILPORT_VAULT_KEY  32 bytes in base64 that hardware hashes are encrypted with; the same for all servers of a registry
                      (default: the file vault.key in the data directory, made at the first start; back it up)
  HAILPORT_SESSION_IDLE_MINUTES, HAILPORT_SESSION_MAX_MINUTES
                      when browser sessions end: without use (default: 480), and in any case (default: 1440)
  HAILPORT_RATES      requests a minute, such as "read=1200,device=600"; /api/v1/limits shows those in force
  HAILPORT_GRAPH_RATES  operations of the Graph-compatible API in 20 seconds, such as "appWrites=100"
`

/** `hailport serve` */
export function serveCommand(): Command {
  return new Command('serve')
    .description('Run the service. The first start prints the token of its operator, once.')
    .option(
      '--database <url>',
      'sqlite:PATH or postgres://user:password@host:port/database (default: hailport.sqlite in the data directory)',
    )
    .option('--data <directory>', 'directory of the store and the keys; made when absent (default: ./data)')
    .option('--port <port>', 'port to listen on; 0 takes a free one (default: 8080)')
    .option('--host <address>', 'address to listen on; 0.0.0.0 is all of them (default: 127.0.0.1)')
    .option('--public-url <url>', 'origin under which others reach the service (default: http://HOST:PORT)')
    .option('--tls-cert <file>', 'certificate in PEM: speak HTTPS; renewed files are taken up without a restart')
    .option('--tls-key <file>', 'its key in PEM')
    .option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent (default: info)')
    .option('--trust-proxy <addresses>', '"true", or the proxies whose X-Forwarded-For is believed (default: none)')
    .option('--workers <number>', 'processes that serve behind the port; "auto" is one for each core (default: 1)')
    .addHelpText(
      'after',
      `${environment}
The log goes to standard error, a JSON object a line. SIGINT (Ctrl+C) and SIGTERM stop it: running requests are finished first.\n${exitCodesHelp(
        { ok: 'stopped by a signal', failed: 'it could not start' },
      )}${examplesHelp({
        'hailport serve': 'on http://127.0.0.1:8080, with ./data',
        'hailport serve --data /var/lib/hailport --host 0.0.0.0 --public-url https://hailport.example':
          'behind a proxy',
        'hailport serve --workers auto --database postgres://hailport@db.example/hailport':
          'every core of this machine; other machines may do the same',
      })}`,
    )
    .action(async ({ data, ...options }: ServeFlags) => {
      const server = await startService({ ...options, dataDirectory: data })
      // Before anybody reads that it runs, and may stop it.
      const stopped = untilStopped()
      print(
        `Hailport listens on ${styled('bold', server.url)}. Console: ${server.url}/console. API: ${server.url}/api/v1/docs`,
      )
      if (server.operatorToken !== undefined)
        print(
          '',
          `Operator token: ${styled('bold', server.operatorToken)}`,
          ...(server.operatorLink === undefined
            ? []
            : [
                `To sign in in a browser as ${server.operatorLink.email}, set a password here:`,
                `  ${server.operatorLink.url}`,
              ]),
          'Token and link are shown this once. Whoever has one of them makes tenants, partners and their first people; they show no devices. Keep them safe.',
        )
      await stopped
      await server.close()
      process.exitCode = exitCodes.ok
    })
}
