-- Teams of daemons that have one PostgreSQL are told apart by where their images go, registry/namespace. Null in rows of
-- before, of daemons of an earlier release, and of a database that one daemon has for itself.

ALTER TABLE mirrored_image ADD COLUMN namespace TEXT;

ALTER TABLE answer ADD COLUMN namespace TEXT;
