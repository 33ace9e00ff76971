-- A row is an image that a run copies, for who has asked for that run. It is taken before the copy, and given back where
-- nothing came of it for a reason that is not theirs. Rows of before count as they did, an image each without bytes.

ALTER TABLE counted_request ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;

-- Whether the image stands at the target; then the row stays.
ALTER TABLE counted_request ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;
