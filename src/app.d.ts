import type { SignedIn, PairedDevice } from '$lib/server/scope.ts';
import type { Language } from '$lib/domain/visit.ts';

declare global {
	namespace App {
		interface Locals {
			/** Who is signed in, or null. */
			who: SignedIn | null;
			/** The devices that this browser is paired as. */
			kiosk: PairedDevice | null;
			hall: PairedDevice | null;
			language: Language;
			/** The database did not work when this request needed it. */
			unavailable?: true;
		}
		interface Error {
			/** `not-found`, `forbidden`, `failed`, or `unavailable`: nothing can be kept now, and it may be tried again. */
			message: string;
		}
	}
}

export {};
