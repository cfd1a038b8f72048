/** A mail server that takes what it gets, for tests to read. */
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Received {
	messageId: string;
	from: string;
	to: string;
	subject: string;
	text: string;
	html: string;
	/** iCalendar; empty without one. */
	calendar: string;
}

const addressOf = (given: AddressObject | AddressObject[] | undefined): string =>
	[given].flat().flatMap((one) => one?.value ?? [])[0]?.address ?? '';

const read = (mail: ParsedMail): Received => ({
	messageId: mail.messageId ?? '',
	from: mail.from?.text ?? '',
	to: addressOf(mail.to),
	subject: mail.subject ?? '',
	text: mail.text ?? '',
	html: typeof mail.html === 'string' ? mail.html : '',
	calendar:
		mail.attachments
			.find(
				({ contentType }) => contentType === 'text/calendar' || contentType === 'application/ics'
			)
			?.content.toString('utf8') ?? ''
});

export class MailSink {
	readonly letters: Received[] = [];
	readonly port: number;
	readonly #server: SMTPServer;
	#code: number | null = null;
	#onTaken: () => void = () => undefined;

	private constructor(server: SMTPServer, port: number) {
		this.#server = server;
		this.port = port;
	}

	/** @param port of one that was closed; any free one by default */
	static async open(port = 0): Promise<MailSink> {
		let sink: MailSink | null = null;
		const server = new SMTPServer({
			authOptional: true,
			disabledCommands: ['STARTTLS'],
			onRcptTo: (_address, _session, answer) => {
				const code = sink?.refusing;
				answer(code ? Object.assign(new Error('no'), { responseCode: code }) : null);
			},
			onData: (stream, _session, answer) => {
				void simpleParser(stream).then((mail) => {
					sink?.letters.push(read(mail));
					sink?.taken();
					answer(null);
				});
			}
		});
		server.on('error', () => undefined);
		await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
		const address = server.server.address();
		sink = new MailSink(server, typeof address === 'object' && address ? address.port : 0);
		return sink;
	}

	get url(): string {
		return `smtp://127.0.0.1:${this.port}`;
	}

	get refusing(): number | null {
		return this.#code;
	}

	/** With this code from now on; null takes all. */
	answers(code: number | null): void {
		this.#code = code;
	}

	/** Called when a letter is taken, just before whoever brought it is told. */
	onTaken(act: () => void): void {
		this.#onTaken = act;
	}

	taken(): void {
		this.#onTaken();
	}

	close(): Promise<void> {
		return new Promise((done) => this.#server.close(() => done()));
	}
}
