export { type AppDeps, buildApp } from './app.ts'
export { type Config, ConfigError, readConfig, type ServerOptions } from './config.ts'
export { defaultHttpLimits, defaultRates, type HttpLimits, type RateClass, type Rates } from './http/limits.ts'
export { type RunningServer, type StartOptions, startServer } from './main.ts'
