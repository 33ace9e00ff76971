-- What became of each image that was asked for, the latest of it: for people who look what happened. Times are
-- milliseconds since 1970, and so are ids, which therefore grow also where all rows were removed.

CREATE TABLE answer (
    id         BIGINT NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
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

-- How far the images in work are, where several daemons share the work: each tells of its own.
CREATE TABLE image_progress (
    repository TEXT   NOT NULL,
    issue      BIGINT NOT NULL,
    source     TEXT   NOT NULL,
    node       TEXT   NOT NULL,
    told_at    BIGINT NOT NULL,
    -- Target and platforms, as a JSON object.
    progress   TEXT   NOT NULL,
    PRIMARY KEY (repository, issue, source)
);
