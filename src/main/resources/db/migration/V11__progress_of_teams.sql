-- How far the images in work are: two teams that answer one issue, each under its label, have a row each. image_progress,
-- whose key has no place for that, stays for the release before.

CREATE TABLE team_progress (
    -- registry/namespace, as in V10; empty where one daemon has the database for itself.
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
