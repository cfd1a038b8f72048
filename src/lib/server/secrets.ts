/** Secrets that the database knows only by their hash: sessions, devices, pairing codes. */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

export const newToken = (): string => randomBytes(32).toString('base64url');

export const hashToken = (token: string): string =>
	createHash('sha256').update(token).digest('base64url');

/** 128 bits: the address is the only thing that opens a ticket's page. */
export const newLink = (): string => randomBytes(16).toString('base64url');

/** Letters and digits that can't be taken for each other when read aloud. */
const CODE_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
export const PAIRING_CODE_LENGTH = 8;

const newCode = (length: number): string =>
	Array.from({ length }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');

export const newPairingCode = (): string => newCode(PAIRING_CODE_LENGTH);

/** Short enough to be typed at a kiosk; one in a billion, and worth nothing elsewhere. */
export const APPOINTMENT_CODE_LENGTH = 6;
export const newAppointmentCode = (): string => newCode(APPOINTMENT_CODE_LENGTH);

/** A code as typed: case, spaces and dashes don't count. */
export const normalizeCode = (typed: string): string => typed.toUpperCase().replace(/[\s-]/g, '');

/** OWASP's second choice for argon2id, which is the library's default algorithm: 19 MiB, 2 passes, 1 lane. */
const ARGON2 = {
	memoryCost: 19 * 1024,
	timeCost: 2,
	parallelism: 1
};

export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2);

export const verifyPassword = (passwordHash: string, password: string): Promise<boolean> =>
	verify(passwordHash, password);
