/** Looking after letters: what each municipality lets them say, and those that did not arrive. */
import type { MailId, MunicipalityId } from '../../domain/ids.ts';
import {
	MAIL_FIELDS,
	type MailKind,
	type MailProblem,
	type MailText,
	unknownFields
} from '../../domain/mail.ts';
import { type FieldError, type Outcome, accept, refuse } from '../../domain/refusal.ts';
import type { Branch, Municipality } from '../../domain/region.ts';
import { type Instant, atLocal, nextDay, localDay, minutes } from '../../domain/time.ts';
import type { Language } from '../../domain/visit.ts';
import { allMunicipalities, branchesOf, findRegion, servicesOf } from '../db/halls.ts';
import { deleteText, givenUp, mailsWaiting, saveText, textOf, tryAgain } from '../db/mails.ts';
import { aboutAppointment } from '../mail/facts.ts';
import { wordsOf } from '../mail/letter.ts';
import type { MailScope } from '../scope.ts';
import type { Shell } from '../shell.ts';

export interface Undelivered {
	id: MailId;
	kind: MailKind;
	problem: MailProblem | null;
	gaveUpAt: Instant;
	/** Of the appointment; null for one about the waiting list. */
	startsAt: Instant | null;
	/** null for anywhere. */
	hall: string | null;
}

export interface MailState {
	waiting: number;
	/** Since when the first of them is due. */
	since: Instant | null;
	undelivered: Undelivered[];
}

export const mailState = (shell: Shell, scope: MailScope): Promise<MailState> =>
	shell.db.snapshot(async (sql) => {
		const { regionId } = scope;
		const { count, since } = await mailsWaiting(sql, regionId, shell.now());
		const halls = new Map((await branchesOf(sql, regionId)).map((branch) => [branch.id, branch]));
		const covers = (hall: Branch) => scope.covers({ ...hall, branchId: hall.id });
		const undelivered = (await givenUp(sql, regionId)).flatMap(({ mail, appointment, listed }) => {
			const branchId = appointment?.branchId ?? listed?.branchId;
			const hall = (branchId && halls.get(branchId)) || null;
			const town = [...halls.values()].filter(
				({ municipalityId }) => municipalityId === listed?.municipalityId
			);
			if (hall ? !covers(hall) : town.length === 0 || !town.every(covers)) return [];
			const { id, kind, problem, gaveUpAt } = mail;
			const startsAt = appointment?.startsAt ?? null;
			return [{ id, kind, problem, gaveUpAt: gaveUpAt ?? 0, startsAt, hall: hall?.name ?? null }];
		});
		return { waiting: count, since, undelivered };
	});

/** Once more from the start, as when an address or a server was set right. */
export async function sendAgain(
	shell: Shell,
	scope: MailScope,
	id: MailId
): Promise<Outcome<null, 'unknown-mail'>> {
	const { undelivered } = await mailState(shell, scope);
	const known = undelivered.some((one) => one.id === id);
	const done =
		known && (await shell.db.aside((sql) => tryAgain(sql, scope.regionId, id, shell.now())));
	return done ? accept(null) : refuse({ code: 'unknown-mail' });
}

/** Those whose letters this person looks after: all halls of theirs. */
export async function municipalitiesOf(shell: Shell, scope: MailScope): Promise<Municipality[]> {
	const branches = await branchesOf(shell.db.read, scope.regionId);
	return (await allMunicipalities(shell.db.read)).filter(({ id, regionId }) => {
		const halls = branches.filter(({ municipalityId }) => municipalityId === id);
		return (
			regionId === scope.regionId &&
			halls.length > 0 &&
			halls.every((hall) => scope.covers({ ...hall, branchId: hall.id }))
		);
	});
}

export interface WhichText {
	municipalityId: MunicipalityId;
	kind: MailKind;
	language: Language;
}

/** The municipality's own words; null where it has none. */
export const ownText = (
	shell: Shell,
	{ municipalityId, kind, language }: WhichText
): Promise<MailText | null> => textOf(shell.db.read, municipalityId, kind, language);

const covered = async (shell: Shell, scope: MailScope, id: MunicipalityId): Promise<boolean> =>
	(await municipalitiesOf(shell, scope)).some((one) => one.id === id);

/** @returns refuses `invalid-input` for brackets that hold nothing that a letter knows */
export function checkText(text: MailText): Outcome<null, 'invalid-input'> {
	const allowed = MAIL_FIELDS.map((field) => `{${field}}`).join(', ');
	const fields = (['subject', 'body'] as const).flatMap((field): FieldError[] => {
		const [unknown] = unknownFields(text[field]);
		if (unknown === undefined) return [];
		return [{ field, code: 'not-allowed', given: `{${unknown}}`.slice(0, 40), allowed }];
	});
	return fields.length > 0 ? refuse({ code: 'invalid-input', fields }) : accept(null);
}

export async function setText(
	shell: Shell,
	scope: MailScope,
	which: WhichText,
	text: MailText
): Promise<Outcome<null, 'invalid-input' | 'unknown-municipality'>> {
	if (!(await covered(shell, scope, which.municipalityId)))
		return refuse({ code: 'unknown-municipality' });
	const checked = checkText(text);
	if (!checked.ok) return checked;
	await shell.db.aside((sql) => saveText(sql, { ...which, ...text }));
	return accept(null);
}

/** Back to Beurt's own words. */
export async function resetText(
	shell: Shell,
	scope: MailScope,
	{ municipalityId, kind, language }: WhichText
): Promise<Outcome<null, 'unknown-municipality'>> {
	if (!(await covered(shell, scope, municipalityId)))
		return refuse({ code: 'unknown-municipality' });
	await shell.db.aside((sql) => deleteText(sql, municipalityId, kind, language));
	return accept(null);
}

/** Nobody's: what a letter looks like for somebody. */
const SAMPLE = { code: 'ABC234', link: 'VOORBEELD' };
const SAMPLE_NAME: Record<Language, string> = { nl: 'mevrouw De Vries', en: 'Ms De Vries' };

/** A letter with these words, about an appointment of tomorrow; null for a municipality without a hall. */
export const previewOf = (
	shell: Shell,
	{ municipalityId, kind, language }: WhichText,
	text: MailText,
	origin: string
): Promise<{ subject: string; text: string } | null> =>
	shell.db.snapshot(async (sql) => {
		const municipality = (await allMunicipalities(sql)).find(({ id }) => id === municipalityId);
		if (!municipality) return null;
		const { regionId } = municipality;
		const hall = (await branchesOf(sql, regionId)).find(
			(one) => one.municipalityId === municipalityId
		);
		const [service] = await servicesOf(sql, regionId);
		if (!hall || !service) return null;
		const { timeZone } = await findRegion(sql, regionId);
		const startsAt = atLocal(nextDay(localDay(shell.now(), timeZone), timeZone), '10:00', timeZone);
		const about = await aboutAppointment(
			sql,
			kind,
			{
				regionId,
				branchId: hall.id,
				language,
				startsAt,
				endsAt: startsAt + minutes(service.firstMinutes),
				services: [{ serviceId: service.id, persons: 1 }]
			},
			{ ...SAMPLE, name: SAMPLE_NAME[language] },
			origin
		);
		if (!about) return null;
		const { town, facts } = about;
		const words = wordsOf(text, facts, { town: town.name, colours: town.colours, language });
		return { subject: words.subject, text: words.text };
	});
