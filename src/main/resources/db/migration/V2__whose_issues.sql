-- Several repositories: an issue's number says nothing without its repository, owner/name.

ALTER TABLE mirrored_image ADD COLUMN repository TEXT;

ALTER TABLE counted_request ADD COLUMN repository TEXT NOT NULL DEFAULT '';

-- Until now it stood only before the twelve digits of the wording and the number of the image.
UPDATE counted_request
SET repository = substr(rtrim(fingerprint, '0123456789'), 1, length(rtrim(fingerprint, '0123456789')) - 14)
WHERE length(rtrim(fingerprint, '0123456789')) > 14;

DROP INDEX counted_request_day;

CREATE INDEX counted_request_day ON counted_request (day, requester, repository);
