import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/lib/server/config.ts';

/** The sentences of what is wrong, one a line. */
function wrong(env: Record<string, string>): string[] {
	try {
		readConfig(env);
	} catch (error) {
		if (error instanceof ConfigError) return error.message.split('\n');
		throw error;
	}
	return [];
}

const OUTSIDE = { HOST: '0.0.0.0', ORIGIN: 'https://balie.example.nl' };

describe('without any setting', () => {
	test('Beurt runs on this machine, on SQLite in the folder data, with the demo', () => {
		expect(readConfig({})).toEqual({
			host: '127.0.0.1',
			port: 3000,
			dataDir: 'data',
			databaseUrl: undefined,
			origins: ['http://127.0.0.1:3000', 'http://localhost:3000'],
			logLevel: 'info',
			demo: true,
			smtpUrl: undefined,
			mailFrom: 'beurt@localhost',
			demoClock: undefined,
			migrations: 'drizzle'
		});
	});

	test('an empty variable counts as none', () => {
		const empty = [
			'HOST',
			'PORT',
			'DATA_DIR',
			'DATABASE_URL',
			'ORIGIN',
			'SMTP_URL',
			'MAIL_FROM',
			'DEMO'
		];
		expect(readConfig(Object.fromEntries(empty.map((name) => [name, ''])))).toEqual(readConfig({}));
	});
});

describe('a setting is taken over', () => {
	test('all of them at once', () => {
		expect(
			readConfig({
				HOST: '10.0.0.7',
				PORT: '8080',
				DATA_DIR: '/srv/beurt',
				DATABASE_URL: 'postgres://beurt:geheim@db.example.nl:5432/beurt',
				ORIGIN: 'https://balie.example.nl, https://team.example.nl:8443',
				LOG_LEVEL: 'warn',
				SMTP_URL: 'smtps://beurt:geheim@mail.example.nl:465',
				MAIL_FROM: 'afspraken@example.nl',
				DEMO: 'on',
				DEMO_CLOCK: '2026-03-03T09:00:00.000Z'
			})
		).toEqual({
			host: '10.0.0.7',
			port: 8080,
			dataDir: '/srv/beurt',
			databaseUrl: 'postgres://beurt:geheim@db.example.nl:5432/beurt',
			origins: ['https://balie.example.nl', 'https://team.example.nl:8443'],
			logLevel: 'warn',
			demo: true,
			smtpUrl: 'smtps://beurt:geheim@mail.example.nl:465',
			mailFrom: 'afspraken@example.nl',
			demoClock: Date.UTC(2026, 2, 3, 9),
			migrations: 'drizzle'
		});
	});

	test('an address of six groups stands in brackets in the addresses that are allowed', () => {
		expect(readConfig({ HOST: '::1', PORT: '3001' }).origins).toEqual([
			'http://[::1]:3001',
			'http://localhost:3001'
		]);
	});
});

describe('the demo, whose passwords everybody knows', () => {
	test.each(['127.0.0.1', 'localhost', '::1'])(
		'is on where only this machine comes: %s',
		(HOST) => {
			expect(readConfig({ HOST }).demo).toBe(true);
			expect(readConfig({ HOST, DEMO: 'off' }).demo).toBe(false);
		}
	);

	test.each(['0.0.0.0', '::', '10.0.0.7', 'balie.example.nl'])(
		'must be asked for where others come: %s',
		(HOST) => {
			const { ORIGIN } = OUTSIDE;
			expect(readConfig({ HOST, ORIGIN }).demo).toBe(false);
			expect(readConfig({ HOST, ORIGIN, DEMO: 'on' }).demo).toBe(true);
			expect(readConfig({ HOST, ORIGIN: 'http://localhost:3000' }).demo).toBe(false);
		}
	);

	test('must be asked for behind a proxy too: this machine then answers everybody', () => {
		const ORIGIN = 'https://balie.example.nl';
		expect(readConfig({ ORIGIN }).demo).toBe(false);
		expect(readConfig({ ORIGIN: `http://localhost:3000,${ORIGIN}` }).demo).toBe(false);
		expect(readConfig({ ORIGIN, DEMO: 'on' }).demo).toBe(true);
		expect(readConfig({ ORIGIN: 'http://localhost:8080,http://[::1]:8080' }).demo).toBe(true);
	});

	test('has a clock of its own, and nothing else has', () => {
		const DEMO_CLOCK = '2026-03-03T09:00:00.000Z';
		const sentence = 'DEMO_CLOCK is set, but DEMO is off: only the demo has a clock of its own.';
		expect(wrong({ DEMO_CLOCK, DEMO: 'off' })).toEqual([sentence]);
		expect(wrong({ ...OUTSIDE, DEMO_CLOCK })).toEqual([sentence]);
	});
});

describe('a wrong setting', () => {
	const LEVELS = 'fatal, error, warn, info, debug, silent';
	const ADDRESSES =
		'one or more addresses, separated by commas, such as https://balie.example.nl (no path, no final slash)';
	const PORTS = 'a whole number from 0 to 65535';
	const DATABASES =
		'an address such as postgres://user:password@host:5432/beurt, or nothing for SQLite';
	const MAILS = 'an address such as smtps://user:password@mail.example.nl:465, or nothing';
	const CLOCK = 'an instant such as 2026-03-03T09:00:00.000Z';

	test.each([
		['HOST', 'http://localhost', 'a host name or IP address'],
		['PORT', '80a', PORTS],
		['PORT', '-1', PORTS],
		['PORT', '65536', PORTS],
		['PORT', '3e3', PORTS],
		['PORT', '30.5', PORTS],
		['DATABASE_URL', 'mysql://db.example.nl/beurt', DATABASES],
		['DATABASE_URL', 'db.example.nl', DATABASES],
		['ORIGIN', 'balie.example.nl', ADDRESSES],
		['ORIGIN', 'https://balie.example.nl/', ADDRESSES],
		['ORIGIN', 'https://balie.example.nl/desk', ADDRESSES],
		['ORIGIN', 'https://balie.example.nl,team.example.nl', ADDRESSES],
		['ORIGIN', 'ftp://balie.example.nl', ADDRESSES],
		['LOG_LEVEL', 'verbose', LEVELS],
		['SMTP_URL', 'mail.example.nl', MAILS],
		['SMTP_URL', 'https://mail.example.nl', MAILS],
		['MAIL_FROM', 'example.nl', 'a mail address such as afspraken@example.nl'],
		['DEMO', 'yes', 'on or off'],
		['DEMO', 'ON', 'on or off'],
		['DEMO_CLOCK', 'tomorrow', CLOCK],
		['DEMO_CLOCK', '2026-03-03', CLOCK],
		['DEMO_CLOCK', '2026-13-03T09:00:00.000Z', CLOCK]
	])('is named with its value and what is allowed: %s=%s', (name, value, allowed) => {
		expect(wrong({ [name]: value })).toEqual([`${name} is "${value}", but must be ${allowed}.`]);
	});

	test('is named together with all others', () => {
		expect(
			wrong({ PORT: 'x', ORIGIN: 'x', LOG_LEVEL: 'x', DEMO: 'x', DEMO_CLOCK: 'x' }).map(
				(sentence) => sentence.split(' ')[0]
			)
		).toEqual(['PORT', 'DEMO', 'ORIGIN', 'DEMO_CLOCK', 'LOG_LEVEL']);
	});

	test('is also an address that is not given: others could not be told from strangers', () => {
		expect(wrong({ HOST: '0.0.0.0' })).toEqual([
			'ORIGIN is not set, but HOST is "0.0.0.0": say under which address people open Beurt, such as https://balie.example.nl.'
		]);
		expect(wrong({ HOST: '0.0.0.0', ORIGIN: 'x' }), 'said once').toHaveLength(1);
	});

	test.each([
		'mysql://beurt:geheim@db.example.nl/beurt',
		'postgres:/beurt:geheim@db.example.nl/beurt',
		'beurt:geheim@db.example.nl/beurt',
		'postgresq://beurt:ge/heim@db.example.nl/beurt',
		'postgresq://beurt:x@geheim@db.example.nl/beurt',
		'postgresq://beurt:x:geheim@db.example.nl/beurt',
		'postgres://beurt:geheim spatie@db.example.nl/beurt',
		'mysql://db.example.nl/beurt?user=beurt&password=geheim'
	])('never shows a password: %s', (DATABASE_URL) => {
		const [sentence] = wrong({ DATABASE_URL });
		expect(sentence).toMatch(/^DATABASE_URL is ".*", but must be an address such as /);
		expect(sentence).not.toMatch(/geheim|heim|spatie/);
		expect(sentence, 'where it points to is said').toContain('db.example.nl');
	});
});
