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
		}
		interface Error {
			message: string;
		}
	}
}

export {};
