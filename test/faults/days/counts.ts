/** What was lived through, for the table. */
export class Counts {
	days = 0;
	hallDays = 0;
	commands = 0;
	powerFailures = 0;
	fullDisks = 0;
	answersLost = 0;
	askedAgain = 0;

	add(other: Counts): void {
		for (const key of Object.keys(this) as (keyof Counts)[])
			if (key !== 'add' && key !== 'toString') this[key] += other[key];
	}

	toString(): string {
		return (
			`${this.days} days, ${this.hallDays} hall-days, ${this.commands} commands, ${this.powerFailures} power ` +
			`failures, ${this.fullDisks} full disks, ${this.answersLost} answers lost, ${this.askedAgain} asked again`
		);
	}
}
