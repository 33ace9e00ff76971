-- Runs on SQLite and on PostgreSQL. BIGINT times are milliseconds since 1970, days are ISO dates in UTC, image names and
-- digests are the text that ImageReference and Digest read back. An issue's number says nothing without its repository,
-- owner/name. TIMESTAMPTZ are times by the clock of a PostgreSQL that daemons share; on SQLite, which one daemon has for
-- itself, tables with these stay empty.

-- The oldest version of the tables whose programs can use these. A migration that does more than add something raises it.
CREATE TABLE oldest_reader (
    version INTEGER NOT NULL
);

INSERT INTO oldest_reader (version) VALUES (1);

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
    -- When what stands there now was put there first; mirrored_at is also moved by a look that finds it there still.
    stands_since  BIGINT NOT NULL,
    -- When the source's manifests were last found to have nothing attached; null where something was, or nobody has looked.
    bare_at       BIGINT,
    repository    TEXT,
    issue         BIGINT,
    requester     TEXT,
    visibility    TEXT,
    looked_at     BIGINT,
    -- Teams of daemons that have one PostgreSQL are told apart by where their images go, registry/namespace. Null where
    -- one daemon has the database for itself, and for what was copied by hand.
    namespace     TEXT,
    -- Grows with each change of the row: count and sum over all rows tell whether the list has changed.
    revision      BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX mirrored_image_revision ON mirrored_image (revision);

-- In the order of the index, which may name a platform twice.
CREATE TABLE mirrored_platform (
    target   TEXT    NOT NULL,
    place    INTEGER NOT NULL,
    platform TEXT    NOT NULL,
    digest   TEXT    NOT NULL,
    size     BIGINT  NOT NULL,
    PRIMARY KEY (target, place)
);

CREATE TABLE held_blob (
    host       TEXT   NOT NULL,
    digest     TEXT   NOT NULL,
    repository TEXT   NOT NULL,
    seen_at    BIGINT NOT NULL,
    PRIMARY KEY (host, digest, repository)
);

CREATE INDEX held_blob_seen_at ON held_blob (seen_at);

-- A repository at the target belongs to one source repository, for all its tags: whose image was the first there. Names are
-- without a tag; the source is called as its upstream is now, so k8s.gcr.io is registry.k8s.io.
CREATE TABLE target_owner (
    target TEXT   NOT NULL PRIMARY KEY,
    source TEXT   NOT NULL,
    since  BIGINT NOT NULL
);

-- Namespaces at the target, registry/namespace, of whose repositories the owners were read back from the answers. A database
-- that was lost has none.
CREATE TABLE known_namespace (
    namespace TEXT NOT NULL PRIMARY KEY
);

-- A row is an image that a run copies, for who has asked for that run. It is taken before the copy, and given back where
-- nothing came of it for a reason that is not theirs.
CREATE TABLE counted_request (
    repository  TEXT    NOT NULL,
    issue       BIGINT  NOT NULL,
    fingerprint TEXT    NOT NULL,
    requester   TEXT    NOT NULL,
    day         TEXT    NOT NULL,
    bytes       BIGINT  NOT NULL,
    -- Whether the image stands at the target; then the row stays.
    arrived     INTEGER NOT NULL,
    PRIMARY KEY (issue, fingerprint)
);

CREATE INDEX counted_request_day ON counted_request (day, requester, repository);

-- What became of each image that was asked for, the latest of it: for people who look what happened. Ids are milliseconds
-- since 1970, too, and therefore grow also where all rows were removed.
CREATE TABLE answer (
    id         BIGINT NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    namespace  TEXT,
    repository TEXT   NOT NULL,
    issue      BIGINT NOT NULL,
    requester  TEXT   NOT NULL,
    source     TEXT   NOT NULL,
    outcome    TEXT   NOT NULL,
    reason     TEXT,
    -- The rest, as a JSON object.
    details    TEXT   NOT NULL
);

CREATE INDEX answer_issue ON answer (repository, issue);

-- How far the images in work are, where several daemons share the work: each tells of its own. Two teams that answer one
-- issue, each under its label, have a row each.
CREATE TABLE team_progress (
    -- Empty where one daemon has the database for itself.
    namespace  TEXT   NOT NULL,
    repository TEXT   NOT NULL,
    issue      BIGINT NOT NULL,
    source     TEXT   NOT NULL,
    node       TEXT   NOT NULL,
    told_at    BIGINT NOT NULL,
    -- Target and platforms, as a JSON object.
    progress   TEXT   NOT NULL,
    PRIMARY KEY (namespace, repository, issue, source)
);

-- What watch lists have found and put where.
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

-- What daemons remember of the runs in progress, put off and over, and of whose turn it is: a note for each, as JSON, which
-- a later release may add to. Those of one team share their notes; a daemon that is alone, on SQLite, has the team ''.
CREATE TABLE run_note (
    team    TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    -- Null where it was removed: others have to learn of that.
    value   TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (team, kind, name)
);

CREATE INDEX run_note_version ON run_note (team, version);

-- Whoever changes notes locks the row of the team: the number of its last change, and up to which removed notes were forgotten.
CREATE TABLE run_note_change (
    team      TEXT   NOT NULL PRIMARY KEY,
    number    BIGINT NOT NULL,
    forgotten BIGINT NOT NULL
);

-- The processes. Daemons of one team have the same configuration, and share their work; commands only spend with them.
CREATE TABLE node (
    name       TEXT        NOT NULL PRIMARY KEY,
    process    TEXT        NOT NULL,
    team       TEXT        NOT NULL,
    role       TEXT        NOT NULL,
    program    TEXT        NOT NULL,
    workers    INTEGER     NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    seen_at    TIMESTAMPTZ NOT NULL
);

-- Which daemon of a team does what only one may do.
CREATE TABLE leader (
    team        TEXT        NOT NULL PRIMARY KEY,
    node        TEXT        NOT NULL,
    since       TIMESTAMPTZ NOT NULL,
    leads_until TIMESTAMPTZ NOT NULL
);

-- Until when the places of a pace are taken.
CREATE TABLE pace (
    name TEXT        NOT NULL PRIMARY KEY,
    paid TIMESTAMPTZ NOT NULL
);

-- Limits that somebody has reached, and how much is left of them.
CREATE TABLE shared_limit (
    scope        TEXT        NOT NULL,
    name         TEXT        NOT NULL,
    part         TEXT        NOT NULL,
    closed_until TIMESTAMPTZ,
    remaining    INTEGER,
    most         INTEGER,
    resets_at    TIMESTAMPTZ,
    told_by      TEXT,
    told_at      TIMESTAMPTZ,
    PRIMARY KEY (scope, name, part)
);

-- A row for each permit of a pool. Who has one says so every two seconds; whoever does not is taken for dead.
CREATE TABLE permit (
    pool  TEXT    NOT NULL,
    slot  INTEGER NOT NULL,
    owner TEXT,
    take  BIGINT,
    until TIMESTAMPTZ,
    PRIMARY KEY (pool, slot)
);

-- Processes that wait for a permit, in their order.
CREATE TABLE permit_wait (
    pool  TEXT        NOT NULL,
    owner TEXT        NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    until TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (pool, owner)
);
