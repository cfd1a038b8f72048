/** How a letter leaves: by a mail server, or into a folder where there is none. */
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import type { MailProblem } from '../../domain/mail.ts';
import { SECOND } from '../../domain/time.ts';
import type { Letter } from './letter.ts';

/** `final`: no later try will do better. */
export type Sent = { ok: true } | { ok: false; problem: MailProblem; final: boolean };

export interface Post {
	send(letter: Letter): Promise<Sent>;
	close(): void;
}

const optionsOf = ({ calendar, messageId, ...letter }: Letter) => ({
	...letter,
	messageId: `<${messageId}>`,
	headers: { 'Auto-Submitted': 'auto-generated' },
	...(calendar
		? {
				icalEvent: {
					method: calendar.method,
					filename: 'afspraak.ics',
					content: calendar.text
				}
			}
		: {}),
	// What a citizen typed is never looked up as a file or an address.
	disableFileAccess: true,
	disableUrlAccess: true
});

/** By a mail server, `smtps://user:password@host:465`. A server that is silent is not waited for longer than a process may take to end. */
export function smtpPost(url: string): Post {
	const transport = nodemailer.createTransport({
		url,
		pool: true,
		maxConnections: 2,
		connectionTimeout: 10 * SECOND,
		greetingTimeout: 10 * SECOND,
		socketTimeout: 20 * SECOND
	});
	return {
		async send(letter) {
			try {
				await transport.sendMail(optionsOf(letter));
				return { ok: true };
			} catch (error) {
				return { ok: false, ...problemOf(error) };
			}
		},
		close: () => transport.close()
	};
}

/** Codes of nodemailer and of SMTP. */
export function problemOf(error: unknown): { problem: MailProblem; final: boolean } {
	const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
	if (code === 'EAUTH') return { problem: 'sign-in', final: false };
	if (typeof responseCode === 'number')
		return responseCode >= 500
			? { problem: 'refused', final: true }
			: { problem: 'later', final: false };
	// An address that no server can be asked about.
	if (code === 'EENVELOPE') return { problem: 'refused', final: true };
	return { problem: 'unreachable', final: false };
}

/** A letter in the folder, whole, as a mail program opens it. */
export const LETTER_FILE = /^[\w-]+\.eml$/;
/** Nobody fetches them; they are gone after so long. Milliseconds. */
const KEPT = 3 * 24 * 3600 * SECOND;

/** What the demo shows of the letters that it did not send, the newest first. */
export class LetterBox {
	readonly #letters: Letter[] = [];

	get letters(): readonly Letter[] {
		return this.#letters;
	}

	/** The folder's post, and what goes through it. */
	around(post: Post): Post {
		return {
			...post,
			send: async (letter) => {
				const sent = await post.send(letter);
				this.#letters.unshift(letter);
				this.#letters.length = Math.min(this.#letters.length, LetterBox.#MOST);
				return sent;
			}
		};
	}

	static readonly #MOST = 100;
}

/** Into a folder, where each letter is a file that only this user reads. */
export function folderPost(folder: string): Post {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const transport = nodemailer.createTransport({ streamTransport: true, buffer: true });
	return {
		async send(letter) {
			const { message } = await transport.sendMail(optionsOf(letter));
			const [name = ''] = letter.messageId.split('@');
			writeFileSync(join(folder, `${name}.eml`), message as Buffer, { mode: 0o600 });
			sweep(folder);
			return { ok: true };
		},
		close: () => undefined
	};
}

function sweep(folder: string): void {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (LETTER_FILE.test(name) && Date.now() - statSync(path).mtimeMs > KEPT) rmSync(path);
	}
}
