import * as v from 'valibot';

/** Everything that can be set from outside, with its default. README lists the same. */
export interface Config {
	host: string;
	port: number;
	dataDir: string;
	databaseUrl: string | undefined;
	/** Addresses under which people open Beurt; forms and sockets from others are refused. */
	origins: string[];
	logLevel: string;
	demo: boolean;
	/** The mail server; without one, letters go to a folder. */
	smtpUrl: string | undefined;
	/** Whom letters are from. */
	mailFrom: string;
	/** The demo's clock starts here instead of at the real time. Epoch milliseconds. */
	demoClock: number | undefined;
	migrations: string;
}

/** A setting that can't be used. The message names the variable, the value and what is allowed. */
export class ConfigError extends Error {}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

const origin = v.pipe(
	v.string(),
	v.check((value) => {
		try {
			const url = new URL(value);
			return ['http:', 'https:'].includes(url.protocol) && url.origin === value;
		} catch {
			return false;
		}
	})
);

const fields = {
	HOST: { schema: v.pipe(v.string(), v.regex(/^[\w.:-]+$/)), allowed: 'a host name or IP address' },
	PORT: {
		schema: v.pipe(
			v.string(),
			v.regex(/^\d+$/),
			v.transform(Number),
			v.integer(),
			v.maxValue(65535)
		),
		allowed: 'a whole number from 0 to 65535'
	},
	DATA_DIR: { schema: v.pipe(v.string(), v.minLength(1)), allowed: 'the path of a folder' },
	DATABASE_URL: {
		schema: v.pipe(v.string(), v.regex(/^postgres(ql)?:\/\/\S+$/)),
		allowed: 'an address such as postgres://user:password@host:5432/beurt, or nothing for SQLite'
	},
	ORIGIN: {
		schema: v.pipe(
			v.string(),
			v.transform((value) => value.split(',').map((one) => one.trim())),
			v.array(origin)
		),
		allowed:
			'one or more addresses, separated by commas, such as https://balie.example.nl (no path, no final slash)'
	},
	LOG_LEVEL: { schema: v.picklist(LOG_LEVELS), allowed: LOG_LEVELS.join(', ') },
	SMTP_URL: {
		schema: v.pipe(v.string(), v.regex(/^smtps?:\/\/\S+$/)),
		allowed: 'an address such as smtps://user:password@mail.example.nl:465, or nothing'
	},
	MAIL_FROM: {
		schema: v.pipe(v.string(), v.email()),
		allowed: 'a mail address such as afspraken@example.nl'
	},
	DEMO: { schema: v.picklist(['on', 'off']), allowed: 'on or off' },
	DEMO_CLOCK: {
		schema: v.pipe(
			v.string(),
			v.isoTimestamp(),
			v.transform((value) => Date.parse(value))
		),
		allowed: 'an instant such as 2026-03-03T09:00:00.000Z'
	}
} as const;

type Environment = Record<string, string | undefined>;

/**
 * Reads the settings from the environment.
 *
 * @throws ConfigError with one sentence for each wrong variable
 */
export function readConfig(env: Environment): Config {
	const wrong: string[] = [];
	function read<K extends keyof typeof fields>(
		name: K
	): v.InferOutput<(typeof fields)[K]['schema']> | undefined {
		const value = env[name];
		if (value === undefined || value === '') return undefined;
		const { schema, allowed } = fields[name];
		const result = v.safeParse(schema, value);
		if (result.success) return result.output;
		const secret = name === 'DATABASE_URL' || name === 'SMTP_URL';
		const shown = secret ? hidePassword(value) : value;
		wrong.push(`${name} is "${shown}", but must be ${allowed}.`);
		return undefined;
	}

	const host = read('HOST') ?? '127.0.0.1';
	const port = read('PORT') ?? 3000;
	const demo = read('DEMO');
	const origins = read('ORIGIN');
	const onLoopback = LOOPBACK.includes(host);
	const demoClock = read('DEMO_CLOCK');
	const smtpUrl = read('SMTP_URL');
	const mailFrom = read('MAIL_FROM');
	const config: Config = {
		host,
		port,
		dataDir: read('DATA_DIR') ?? 'data',
		databaseUrl: read('DATABASE_URL'),
		origins: origins ?? [host, 'localhost'].map((name) => `http://${inUrl(name)}:${port}`),
		logLevel: read('LOG_LEVEL') ?? 'info',
		// Its passwords are public: outside this machine, or behind a proxy, the demo must be asked for.
		demo: demo === undefined ? onLoopback && (origins ?? []).every(isLoopback) : demo === 'on',
		smtpUrl,
		mailFrom: mailFrom ?? 'beurt@localhost',
		demoClock,
		migrations: 'drizzle'
	};
	if (!onLoopback && !origins && !wrong.some((sentence) => sentence.startsWith('ORIGIN')))
		wrong.push(
			`ORIGIN is not set, but HOST is "${host}": say under which address people open Beurt, such as https://balie.example.nl.`
		);
	if (smtpUrl !== undefined && !mailFrom && !wrong.some((one) => one.startsWith('MAIL_FROM')))
		wrong.push('MAIL_FROM is not set, but SMTP_URL is: say from which address letters come.');
	if (demoClock !== undefined && !config.demo)
		wrong.push('DEMO_CLOCK is set, but DEMO is off: only the demo has a clock of its own.');
	if (wrong.length > 0) throw new ConfigError(wrong.join('\n'));
	return config;
}

const isLoopback = (address: string): boolean =>
	LOOPBACK.includes(new URL(address).hostname.replace(/[[\]]/g, ''));

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** All before the last @ and after the first ?: what is mistyped may have its password anywhere in there. */
const hidePassword = (url: string): string => url.replace(/^.*@/s, '…@').replace(/\?.*$/s, '?…');
