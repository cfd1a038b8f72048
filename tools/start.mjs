/** npm start: from a fresh clone to a running server. */
import { main } from './child.mjs';
import { become } from './ensure.mjs';

await main(() => become('server', process.argv.slice(2)));
