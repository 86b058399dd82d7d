// What `cxtone/request` exports. Each name is defined in a file of its own.

export { CxtoneError } from '../cxtone_error';
export { injectionRequest } from '../request';
