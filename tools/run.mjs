/** `node tools/run.mjs NAME [args]`: one of Beurt's programs, installed and built first where needed. */
import { main } from './child.mjs';
import { become } from './ensure.mjs';

const [name = '', ...args] = process.argv.slice(2);
await main(() => become(name, args));
