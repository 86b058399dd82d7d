// The package's flows, in a part of their own: the page works before it is there.

import { checkFlow, drawFlow, load, simulateFlow } from 'cxtone/slim';

await load({ flow: 'flow.wasm' });

export { checkFlow, drawFlow, simulateFlow };
