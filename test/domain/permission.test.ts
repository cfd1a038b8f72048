import { describe, expect, test } from 'vitest';
import {
	type Grant,
	PERMISSIONS,
	type Permission,
	ROLES,
	may,
	mayAnywhere
} from '../../src/lib/domain/permission.ts';
import { id } from './make.ts';

const place = {
	regionId: id<'region'>('region'),
	municipalityId: id<'municipality'>('bergen'),
	branchId: id<'branch'>('north')
};
const grant = (role: Grant['role'], level: Grant['level'], name: string): Grant =>
	({ role, level, id: id(name) }) as Grant;

describe('who may do what', () => {
	// Written out by hand: a changed table must be changed here too.
	test.each<[Permission, string]>([
		['work-at-counter', 'clerk lead'],
		['pick-visit', 'lead'],
		['assign-visit', 'lead'],
		['host-hall', 'host lead'],
		['keep-agenda', 'clerk host lead'],
		['lead-hall', 'lead'],
		['manage-devices', 'administrator'],
		['manage-mail', 'administrator'],
		['manage-team', 'administrator'],
		['run-demo', 'administrator']
	])('%s: %s', (permission, roles) => {
		const allowed = ROLES.filter((role) =>
			may([grant(role, 'branch', 'north')], permission, place)
		);
		expect(allowed.join(' ')).toBe(roles);
		for (const role of ROLES)
			expect(mayAnywhere([grant(role, 'branch', 'elsewhere')], permission)).toBe(
				allowed.includes(role)
			);
	});

	test('every permission is in the list above', () => {
		expect(Object.keys(PERMISSIONS)).toHaveLength(10);
	});
});

describe('where', () => {
	test.each<[Grant['level'], string, boolean]>([
		['branch', 'north', true],
		['branch', 'south', false],
		['municipality', 'bergen', true],
		['municipality', 'etten', false],
		['region', 'region', true],
		['region', 'other region', false],
		// An id of one kind is no right to another.
		['branch', 'bergen', false],
		['municipality', 'region', false],
		['region', 'north', false]
	])('a lead of the %s %s may lead the north hall: %s', (level, name, expected) => {
		expect(may([grant('lead', level, name)], 'lead-hall', place)).toBe(expected);
	});

	test('one grant’s role and another’s place don’t add up', () => {
		const grants = [grant('host', 'branch', 'north'), grant('lead', 'branch', 'south')];
		expect(may(grants, 'lead-hall', place)).toBe(false);
		expect(may(grants, 'host-hall', place)).toBe(true);
	});

	test('without a grant nobody may anything', () => {
		for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
			expect(may([], permission, place)).toBe(false);
			expect(mayAnywhere([], permission)).toBe(false);
		}
	});
});
