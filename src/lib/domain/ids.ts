/** Identifiers are UUIDv7 texts (they sort by birth); the brand keeps one kind from standing in for another. */
declare const kind: unique symbol;
export type Id<K extends string> = string & { readonly [kind]: K };

export type RegionId = Id<'region'>;
export type MunicipalityId = Id<'municipality'>;
export type BranchId = Id<'branch'>;
export type CounterId = Id<'counter'>;
export type BoothId = Id<'booth'>;
export type ServiceId = Id<'service'>;
export type ServiceGroupId = Id<'serviceGroup'>;
/** A member of staff; a clerk is an account with the role `clerk`. */
export type AccountId = Id<'account'>;
export type DeviceId = Id<'device'>;
export type VisitId = Id<'visit'>;
export type AppointmentId = Id<'appointment'>;
export type HelpCallId = Id<'helpCall'>;
export type MailId = Id<'mail'>;
/** A place on the waiting list of somebody who has no appointment. */
export type WaitlistId = Id<'waitlist'>;
export type NoteId = Id<'note'>;
export type MessageId = Id<'message'>;
/** Minted by the screen that gives the command, once a press; a repeat carries the same one. */
export type CommandId = Id<'command'>;

/** Gives a new id of any kind; the shell owns the only real one, tests a counted one. */
export type NewId = <K extends string>() => Id<K>;
