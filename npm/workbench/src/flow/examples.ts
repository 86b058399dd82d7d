// Flows to begin with: files that the project's own tests run.

import accountNumber from '../../../../fixtures/flows/account-number.yaml';
import mainMenu from '../../../../fixtures/flows/main-menu.yaml';
import outboundCode from '../../../../fixtures/flows/outbound-code.yaml';

/** The texts by what one chooses them by. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  'Account number and PIN': accountNumber,
  'Main menu': mainMenu,
  'Code by an outbound call': outboundCode,
};
