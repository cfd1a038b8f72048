/** A letter as it goes: the words of the municipality, filled in. Pure; see facts.ts for what it is about. */
import { type MailFacts, type MailText, fillIn } from '../../domain/mail.ts';
import type { Language } from '../../domain/visit.ts';

export interface Letter {
	/** In angle brackets on its way; the same for each try. */
	messageId: string;
	to: { name: string; address: string };
	from: { name: string; address: string };
	date: Date;
	subject: string;
	text: string;
	html: string;
	/** iCalendar; null where there is nothing to put into a calendar. */
	calendar: { text: string; method: 'PUBLISH' | 'CANCEL' } | null;
}

const ESCAPES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (one) => ESCAPES[one] ?? one);

/** Of the band above a letter, and of its links. */
export interface LetterColours {
	brand: string;
	onBrand: string;
}

const FONT = 'font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a';

/** A line that is nothing but the address is a link to touch. */
const lineOf = (line: string, link: string, brand: string): string =>
	line === link
		? `<a href="${escape(link)}" style="color:${brand};font-weight:bold;word-break:break-all">${escape(link)}</a>`
		: escape(line);

/** The words filled in, as text and as a page that every mail program shows. */
export function wordsOf(
	template: MailText,
	facts: MailFacts,
	look: { town: string; colours: LetterColours; language: Language }
): Pick<Letter, 'subject' | 'text' | 'html'> {
	const { subject, body } = fillIn(template, facts);
	const { brand, onBrand } = look.colours;
	const paragraphs = body
		.split('\n\n')
		.map((paragraph) => {
			const lines = paragraph.split('\n').map((line) => lineOf(line, facts.link, brand));
			return `<p style="margin:0 0 16px">${lines.join('<br>')}</p>`;
		})
		.join('\n');
	const html = `<!doctype html>
<html lang="${look.language}">
<head><meta charset="utf-8"><title>${escape(subject)}</title></head>
<body style="margin:0;background:#f3f3f3">
<div style="max-width:600px;margin:0 auto;background:#ffffff;${FONT}">
<div style="padding:20px 24px;background:${brand};color:${onBrand};font-size:20px;font-weight:bold">${escape(look.town)}</div>
<div style="padding:24px 24px 8px">
${paragraphs}
</div>
</div>
</body>
</html>
`;
	return { subject, text: `${body}\n`, html };
}
