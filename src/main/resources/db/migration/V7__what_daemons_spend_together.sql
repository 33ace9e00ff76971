-- What daemons that share a PostgreSQL spend together. On SQLite, which one daemon has for itself, these tables stay
-- empty. All times are the database's.

-- Processes that spend, for as long as they say so.
CREATE TABLE spender (
    owner TEXT        NOT NULL PRIMARY KEY,
    until TIMESTAMPTZ NOT NULL
);

-- Until when the places of a pace are taken.
CREATE TABLE pace (
    name TEXT        NOT NULL PRIMARY KEY,
    paid TIMESTAMPTZ NOT NULL
);

-- Limits that somebody has reached, and how much is left of them.
CREATE TABLE door (
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
