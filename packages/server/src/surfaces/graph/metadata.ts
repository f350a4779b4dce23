import { type ActionEntry, contracts, memberType, type TypeEntry, type Version } from './model.ts'

const isCollection = (text: string) => memberType(text).isCollection

const attribute = (name: string, value: string | undefined) => (value === undefined ? '' : ` ${name}="${value}"`)
const qualify = (text: string) => text.replace(/!$/, '')
const nullable = (text: string) => (text.endsWith('!') ? ' Nullable="false"' : '')

function typeLines(name: string, { kind, base, abstract, properties, navigation = {} }: TypeEntry): string[] {
  const element = kind === 'entity' ? 'EntityType' : 'ComplexType'
  const inner = [
    ...(name === 'entity' ? ['<Key><PropertyRef Name="id"/></Key>'] : []),
    ...Object.entries(properties).map(
      ([at, type]) => `<Property Name="${at}" Type="${qualify(type)}"${nullable(type)}/>`,
    ),
    ...Object.entries(navigation).map(
      ([at, type]) =>
        `<NavigationProperty Name="${at}" Type="${type}"${isCollection(type) ? ' ContainsTarget="true"' : ''}/>`,
    ),
  ]
  const head = `<${element} Name="${name}"${attribute('BaseType', base && `graph.${base}`)}${abstract ? ' Abstract="true"' : ''}`
  return inner.length === 0 ? [`${head}/>`] : [`${head}>`, ...inner, `</${element}>`]
}

function actionLines({ name, binding, parameters, returns }: ActionEntry): string[] {
  const given = Object.entries({ bindingParameter: binding, ...parameters })
  return [
    `<Action Name="${name}" IsBound="true">`,
    ...given.map(([at, type]) => `<Parameter Name="${at}" Type="${qualify(type)}"${nullable(type)}/>`),
    ...(returns === undefined ? [] : [`<ReturnType Type="${returns}"/>`]),
    '</Action>',
  ]
}

/** `$metadata`: the types, enums and actions of a version, as CSDL. */
export function metadataDocument(version: Version): string {
  const { enums, types, actions, container } = contracts[version]
  const enumLines = Object.entries(enums).flatMap(([name, members]) => [
    `<EnumType Name="${name}">`,
    ...Object.entries(members).map(([member, value]) => `<Member Name="${member}" Value="${value}"/>`),
    '</EnumType>',
  ])
  const sets = Object.entries(container).map(([name, type]) =>
    isCollection(type)
      ? `<EntitySet Name="${name}" EntityType="microsoft.graph.${memberType(type).name}"/>`
      : `<Singleton Name="${name}" Type="microsoft.graph.${memberType(type).name}"/>`,
  )
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">',
    '<edmx:DataServices>',
    '<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
    ...enumLines,
    ...Object.entries(types).flatMap(([name, entry]) => typeLines(name, entry)),
    ...actions.flatMap(actionLines),
    '<EntityContainer Name="GraphService">',
    ...sets,
    '</EntityContainer>',
    '</Schema>',
    '</edmx:DataServices>',
    '</edmx:Edmx>',
    '',
  ].join('\n')
}

/** The service document: what a version begins with. */
export function serviceDocument(version: Version, baseUrl: string): object {
  return {
    '@odata.context': `${baseUrl}/${version}/$metadata`,
    value: Object.entries(contracts[version].container).map(([name, type]) => ({
      name,
      kind: isCollection(type) ? 'EntitySet' : 'Singleton',
      url: name,
    })),
  }
}
