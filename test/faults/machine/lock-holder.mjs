/** Another program that holds a database, such as a backup: says so, and lets go when it is ended. */
import Database from 'better-sqlite3';

const [file = ''] = process.argv.slice(2);
const connection = new Database(file);
connection.exec('BEGIN EXCLUSIVE');
process.stdout.write('held\n');
process.on('SIGTERM', () => {
	connection.exec('ROLLBACK');
	connection.close();
	process.exit(0);
});
setInterval(() => {}, 60_000);
