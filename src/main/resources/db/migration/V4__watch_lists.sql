-- What watch lists have found and put where. Times are milliseconds since 1970.

CREATE TABLE watched_tag (
    list          TEXT   NOT NULL,
    entry         TEXT   NOT NULL,
    tag           TEXT   NOT NULL,
    target        TEXT   NOT NULL,
    wanted        TEXT   NOT NULL,
    source_digest TEXT,
    target_digest TEXT,
    checked_at    BIGINT,
    put_at        BIGINT,
    moved_from    TEXT,
    moved_at      BIGINT,
    gone_since    BIGINT,
    failures      INTEGER NOT NULL,
    failing_since BIGINT,
    retry_at      BIGINT,
    failure       TEXT,
    seen_at       BIGINT NOT NULL,
    PRIMARY KEY (list, entry, tag)
);

CREATE INDEX watched_tag_target ON watched_tag (target);

CREATE TABLE watched_entry (
    list          TEXT   NOT NULL,
    entry         TEXT   NOT NULL,
    ran_at        BIGINT NOT NULL,
    succeeded_at  BIGINT,
    next_at       BIGINT NOT NULL,
    chosen        INTEGER NOT NULL,
    failures      INTEGER NOT NULL,
    failing_since BIGINT,
    failure       TEXT,
    PRIMARY KEY (list, entry)
);
