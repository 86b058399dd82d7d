// The error class, which all parts share, so that it is one class.

export { CxtoneError } from '../cxtone_error';
