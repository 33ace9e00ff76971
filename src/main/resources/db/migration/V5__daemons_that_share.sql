-- Daemons that share a PostgreSQL. On SQLite, which one daemon has for itself, these tables stay empty.

-- The oldest version of the tables whose programs can use these. A migration that does more than add something raises it.
CREATE TABLE oldest_reader (
    version INTEGER NOT NULL
);

INSERT INTO oldest_reader (version) VALUES (5);

-- The daemons. Those of one team have the same configuration, and share their work; times are by the database's clock.
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

-- What waits for a worker or is with one, as db-scheduler has it; how many workers have ended with it is our own column.
CREATE TABLE scheduled_tasks (
    task_name            TEXT        NOT NULL,
    task_instance        TEXT        NOT NULL,
    task_data            BYTEA,
    execution_time       TIMESTAMPTZ NOT NULL,
    picked               BOOLEAN     NOT NULL,
    picked_by            TEXT,
    last_success         TIMESTAMPTZ,
    last_failure         TIMESTAMPTZ,
    consecutive_failures INTEGER,
    last_heartbeat       TIMESTAMPTZ,
    version              BIGINT      NOT NULL,
    priority             SMALLINT,
    deaths               INTEGER     NOT NULL DEFAULT 0,
    PRIMARY KEY (task_name, task_instance)
);

CREATE INDEX scheduled_tasks_execution_time ON scheduled_tasks (execution_time);

CREATE INDEX scheduled_tasks_last_heartbeat ON scheduled_tasks (last_heartbeat);
