/**
 * What a disk holds for certain, and what a power cut may do with the rest: from the shim's record, write by write.
 */
import type { Random } from '../../../src/cli/demo/random.ts';

/** What a disk writes whole or not at all. */
const SECTOR = 512;
const HEAD = 16;
const MARK = 0x5157;

export type FileName = 'database' | 'wal';
const NAMES: readonly FileName[] = ['database', 'wal'];

interface Write {
	offset: number;
	data: Buffer;
	/** It had returned. */
	whole: boolean;
}
interface Cut {
	length: number;
	whole: boolean;
}
type Operation = Write | Cut;

/** A file on a disk: what a sync has made certain, and what came after it. */
class File {
	certain: Buffer = Buffer.alloc(0);
	exists = false;
	pending: Operation[] = [];
	/** How many of those were there when a sync under way began. */
	#syncing = 0;

	begin(operation: Operation): void {
		this.exists = true;
		this.pending.push(operation);
	}

	end(): void {
		const last = this.pending.at(-1);
		if (last) last.whole = true;
	}

	beginSync(): void {
		this.#syncing = this.pending.length;
	}

	endSync(): void {
		const image = new Image(this.certain);
		for (const operation of this.pending.splice(0, this.#syncing)) image.apply(operation);
		this.certain = image.bytes;
		this.#syncing = 0;
	}

	remove(): void {
		this.certain = Buffer.alloc(0);
		this.pending = [];
		this.exists = false;
	}

	/** As the system has it that goes on: with everything that was written. */
	get now(): Buffer {
		const image = new Image(this.certain);
		for (const operation of this.pending) image.apply(operation);
		return image.bytes;
	}
}

/** The bytes of a file, while it is being made up. */
class Image {
	#bytes: Buffer;
	#length: number;

	constructor(from: Buffer) {
		this.#bytes = Buffer.from(from);
		this.#length = from.length;
	}

	get bytes(): Buffer {
		return this.#bytes.subarray(0, this.#length);
	}

	put(offset: number, data: Uint8Array): void {
		const end = offset + data.length;
		if (end > this.#bytes.length) {
			const larger = Buffer.alloc(Math.max(end, 2 * this.#bytes.length));
			this.bytes.copy(larger);
			this.#bytes = larger;
		}
		this.#bytes.set(data, offset);
		this.#length = Math.max(this.#length, end);
	}

	cut(length: number): void {
		this.put(length, Buffer.alloc(0));
		this.#bytes.fill(0, length);
		this.#length = length;
	}

	apply(operation: Operation): void {
		if ('data' in operation) this.put(operation.offset, operation.data);
		else this.cut(operation.length);
	}
}

/** How a power cut treats what was not synced. */
export const FATES = ['lost', 'kept', 'cut', 'torn', 'shuffled', 'garbage'] as const;
export type Fate = (typeof FATES)[number];

export class Disk {
	readonly #files: Record<FileName, File> = { database: new File(), wal: new File() };
	/** @param files what was there, on the disk for certain, before the record began */
	constructor(files: Record<FileName, Buffer | null>) {
		for (const name of NAMES) {
			const bytes = files[name];
			if (!bytes) continue;
			this.#files[name].certain = bytes;
			this.#files[name].exists = true;
		}
	}

	/** Takes up what was recorded, in whole records. */
	follow(record: Buffer): void {
		for (let at = 0; at < record.length;) {
			const what = String.fromCharCode(record.readUInt8(at));
			const file = this.#files[NAMES[record.readUInt8(at + 1) - 1]!];
			if (record.readUInt16LE(at + 2) !== MARK) throw new Error('the record is broken');
			const length = record.readUInt32LE(at + 4);
			const offset = Number(record.readBigUInt64LE(at + 8));
			at += HEAD;
			switch (what) {
				case 'w':
					file.begin({ offset, data: Buffer.from(record.subarray(at, at + length)), whole: false });
					at += length;
					break;
				case 't':
					file.begin({ length: offset, whole: false });
					break;
				case 'W':
				case 'T':
					file.end();
					break;
				case 's':
					file.beginSync();
					break;
				case 'S':
					file.endSync();
					break;
				case 'u':
					file.remove();
			}
		}
	}

	/** Bytes that were written and not synced. */
	get uncertain(): Record<FileName, number> {
		const bytes = (name: FileName) =>
			this.#files[name].pending.reduce(
				(sum, one) => sum + ('data' in one ? one.data.length : 0),
				0
			);
		return { database: bytes('database'), wal: bytes('wal') };
	}

	/** True when these are the files that the record tells of; a write that was under way may be in them or not. */
	tells(files: Record<FileName, Buffer | null>): boolean {
		return NAMES.every((name) => {
			const file = this.#files[name];
			const is = files[name];
			if (!is || !file.exists) return !is && !file.exists;
			if (is.equals(file.now)) return true;
			const last = file.pending.at(-1);
			if (!last || last.whole) return false;
			const before = new Image(file.certain);
			for (const operation of file.pending.slice(0, -1)) before.apply(operation);
			return is.equals(before.bytes);
		});
	}

	/** The files as they are found when the power is back. */
	afterPowerCut(fate: Fate, random: Random): Record<FileName, Buffer | null> {
		const found = (name: FileName): Buffer | null => {
			const file = this.#files[name];
			return file.exists ? suffered(file, fate, random) : null;
		};
		return { database: found('database'), wal: found('wal') };
	}
}

function suffered({ certain, pending }: File, fate: Fate, random: Random): Buffer {
	const image = new Image(certain);
	switch (fate) {
		case 'lost':
			break;
		case 'kept':
			for (const operation of pending) image.apply(operation);
			break;
		case 'cut': {
			// In the order in which it was written, up to any byte.
			const until = Math.floor(random.between(0, pending.length));
			for (const operation of pending.slice(0, until)) image.apply(operation);
			const last = pending[until];
			if (last && 'data' in last)
				image.put(last.offset, last.data.subarray(0, random.between(0, last.data.length)));
			break;
		}
		case 'shuffled':
			// Later writes may be on the disk, and earlier ones not.
			for (const operation of pending) if (random.chance(0.5)) image.apply(operation);
			break;
		case 'torn':
		case 'garbage':
			for (const operation of pending)
				if ('data' in operation) scatter(image, operation, fate === 'garbage', random);
				else if (random.chance(0.5)) image.apply(operation);
	}
	return image.bytes;
}

/** Each sector by itself: new, as before, or, with garbage, zeros or anything at all. */
function scatter(image: Image, { offset, data }: Write, garbage: boolean, random: Random): void {
	for (let at = offset; at < offset + data.length;) {
		const end = Math.min(offset + data.length, (Math.floor(at / SECTOR) + 1) * SECTOR);
		const part = data.subarray(at - offset, end - offset);
		const chance = random.next();
		if (chance < 0.4) image.put(at, part);
		else if (garbage && chance < 0.6) image.put(at, Buffer.alloc(part.length));
		else if (garbage && chance < 0.9)
			image.put(
				at,
				Uint8Array.from(part, () => random.between(0, 256))
			);
		at = end;
	}
}
