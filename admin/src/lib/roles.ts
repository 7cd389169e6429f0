// Role names as people read them, from the shared table.
export { roleNames } from '@shared/people/role-names'
