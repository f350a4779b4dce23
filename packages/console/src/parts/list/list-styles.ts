import { makeStyles, tokens } from '@fluentui/react-components'

export const rowHeight = 44
export const cardHeight = 76

export const useListStyles = makeStyles({
  frame: {
    flexGrow: 1,
    minHeight: '280px',
    overflow: 'auto',
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    position: 'relative',
  },
  head: {
    display: 'grid',
    alignItems: 'center',
    position: 'sticky',
    top: 0,
    zIndex: 2,
    height: '40px',
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    fontWeight: 600,
  },
  body: { position: 'relative' },
  row: {
    display: 'grid',
    alignItems: 'center',
    position: 'absolute',
    left: 0,
    right: 0,
    top: 0,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ':hover': { backgroundColor: 'var(--surfaceHover)' },
  },
  chosen: {
    backgroundColor: 'var(--surfaceChosen)',
    ':hover': { backgroundColor: 'var(--surfaceChosenHover)' },
  },
  cell: { padding: '0 10px', overflow: 'hidden', whiteSpace: 'nowrap', textOverflow: 'ellipsis', minWidth: 0 },
  sorter: { fontWeight: 600, fontSize: tokens.fontSizeBase300, padding: '0 4px', minWidth: 0, marginLeft: '-5px' },
  box: {
    width: '18px',
    height: '18px',
    margin: '7px',
    cursor: 'pointer',
    accentColor: tokens.colorCompoundBrandBackground,
  },
  check: { display: 'flex', justifyContent: 'center' },
  cardCells: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '0 12px',
    padding: '6px 10px',
    overflow: 'hidden',
    maxHeight: '64px',
    '& > :first-child': { flexBasis: '100%', fontWeight: 600 },
  },
  more: { padding: '12px', textAlign: 'center' },
})
