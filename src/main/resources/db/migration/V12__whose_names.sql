-- A repository at the target belongs to one source repository, for all its tags: whose image was the first there. Names are
-- without a tag; the source is called as its upstream is now, so k8s.gcr.io is registry.k8s.io.

CREATE TABLE target_owner (
    target TEXT   NOT NULL PRIMARY KEY,
    source TEXT   NOT NULL,
    since  BIGINT NOT NULL
);

-- Namespaces at the target, registry/namespace, of whose repositories the owners are known: from the rows of before, or from
-- the answers that were read back. A database that was lost has none.
CREATE TABLE known_namespace (
    namespace TEXT NOT NULL PRIMARY KEY
);

-- The earliest row of a repository owns it. A name is image[:tag][@sha256:digest]; what follows the last of its separators has
-- letters, digits and _ . - only, so that trimming these shows which one that is.
INSERT INTO target_owner (target, source, since)
SELECT target,
       CASE WHEN source LIKE 'k8s.gcr.io/%' THEN 'registry.k8s.io/' || substr(source, 12) ELSE source END,
       mirrored_at
FROM (
    SELECT target, source, mirrored_at, ROW_NUMBER() OVER (PARTITION BY target ORDER BY mirrored_at, name) AS place
    FROM (
        SELECT name, mirrored_at,
               CASE WHEN rtrim(target, chars) LIKE '%:' THEN rtrim(rtrim(target, chars), ':') ELSE target END AS target,
               CASE WHEN rtrim(source, chars) LIKE '%:' THEN rtrim(rtrim(source, chars), ':') ELSE source END AS source
        FROM (
            SELECT name, mirrored_at, chars,
                   CASE WHEN rtrim(target, chars) LIKE '%@sha___:'
                        THEN substr(target, 1, length(rtrim(target, chars)) - 8) ELSE target END AS target,
                   CASE WHEN rtrim(source, chars) LIKE '%@sha___:'
                        THEN substr(source, 1, length(rtrim(source, chars)) - 8) ELSE source END AS source
            FROM (
                SELECT target AS name, target, source, mirrored_at,
                       '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.-' AS chars
                FROM mirrored_image
            ) AS named
        ) AS undigested
    ) AS untagged
) AS placed
WHERE place = 1;

INSERT INTO known_namespace (namespace)
SELECT DISTINCT rtrim(rtrim(target, replace(target, '/', '')), '/') FROM target_owner;
