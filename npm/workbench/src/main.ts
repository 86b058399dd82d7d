// Begins the page: theme, keys, tabs. What a tab does is fetched when it is opened.

import { setUpShortcuts } from './shell/shortcuts';
import { setUpTabs } from './shell/tabs';
import { setUpTheme } from './shell/theme';

setUpTheme();
setUpShortcuts();
setUpTabs();
