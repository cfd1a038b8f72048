/** Without a page nobody looks at the state: a rune is the value itself. Imported before what uses runes. */
import { vi } from 'vitest';

const itself = <T>(value: T): T => value;
vi.stubGlobal('$state', Object.assign(itself, { raw: itself }));
