/** A thread that dies as soon as it is asked. */
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', () => process.exit(3));
