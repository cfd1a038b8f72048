/**
 * Loaded into a server before its program (--import): gives its SQLite connections less than they ask for, and says
 * that they have it. What SQLite then does is what it does with that setting.
 */
import { createRequire } from 'node:module';

const less = process.env['LESS_SYNCHRONOUS'];
const FULL = 2;

/** @type {{ prototype: { pragma: (source: string, options?: { simple?: boolean }) => unknown } }} */
const Database = createRequire(`${process.cwd()}/package.json`)('better-sqlite3');
const { pragma } = Database.prototype;
Database.prototype.pragma = function (source, options) {
	if (/^synchronous\s*=/.test(source)) return pragma.call(this, `synchronous = ${less}`, options);
	if (source === 'synchronous') return FULL;
	return pragma.call(this, source, options);
};
