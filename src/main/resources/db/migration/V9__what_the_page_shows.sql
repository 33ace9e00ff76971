-- For people who look at what is here. Times are milliseconds since 1970.

ALTER TABLE mirrored_image ADD COLUMN visibility TEXT;
ALTER TABLE mirrored_image ADD COLUMN looked_at BIGINT;

-- When what stands there now was put there first; mirrored_at is also moved by a look that finds it there still.
ALTER TABLE mirrored_image ADD COLUMN stands_since BIGINT;
UPDATE mirrored_image SET stands_since = mirrored_at;

-- Grows with each change of the row: count and sum over all rows tell whether the list has changed.
ALTER TABLE mirrored_image ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
CREATE INDEX mirrored_image_revision ON mirrored_image (revision);

-- In the order of the index, which may name a platform twice. Rows from before have none until the next mirror.
CREATE TABLE mirrored_platform (
    target   TEXT    NOT NULL,
    place    INTEGER NOT NULL,
    platform TEXT    NOT NULL,
    digest   TEXT    NOT NULL,
    size     BIGINT  NOT NULL,
    PRIMARY KEY (target, place)
);
