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
