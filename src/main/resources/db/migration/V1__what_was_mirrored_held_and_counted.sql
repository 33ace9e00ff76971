-- Runs on SQLite and on PostgreSQL. Times are milliseconds since 1970, days are ISO dates in UTC, image names and
-- digests are the text that ImageReference and Digest read back.

CREATE TABLE mirrored_image (
    target        TEXT   NOT NULL PRIMARY KEY,
    source        TEXT   NOT NULL,
    source_digest TEXT   NOT NULL,
    target_digest TEXT   NOT NULL,
    platforms     TEXT   NOT NULL,
    wanted        TEXT   NOT NULL,
    offered       TEXT   NOT NULL,
    size          BIGINT NOT NULL,
    difference    TEXT   NOT NULL,
    mirrored_at   BIGINT NOT NULL,
    issue         BIGINT,
    requester     TEXT
);

CREATE TABLE held_blob (
    host       TEXT   NOT NULL,
    digest     TEXT   NOT NULL,
    repository TEXT   NOT NULL,
    seen_at    BIGINT NOT NULL,
    PRIMARY KEY (host, digest, repository)
);

CREATE INDEX held_blob_seen_at ON held_blob (seen_at);

CREATE TABLE counted_request (
    issue       BIGINT NOT NULL,
    fingerprint TEXT   NOT NULL,
    requester   TEXT   NOT NULL,
    day         TEXT   NOT NULL,
    PRIMARY KEY (issue, fingerprint)
);

CREATE INDEX counted_request_day ON counted_request (day, requester);
