// What `cxtone` exports in browsers. Each name is defined in a file of its own.

export {
  DTMF_FREQUENCIES,
  MAX_INTER_DIGIT_PAUSE,
  MAX_SEQUENCE_LENGTH,
  MIN_INTER_DIGIT_PAUSE,
  SUPPORTED_DTMF_TYPES,
} from '../constants';
export { CxtoneError } from '../cxtone_error';
export { validate, validateDtmfPayload } from '../validate';
