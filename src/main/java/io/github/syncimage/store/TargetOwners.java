package io.github.syncimage.store;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.store.database.ForgivingDatabase;
import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The table of which source a repository at the target belongs to: docs/decisions/0164. */
final class TargetOwners {
    private static final String NAMESPACE_KNOWN =
            "INSERT INTO known_namespace (namespace) VALUES (?)" + " ON CONFLICT (namespace) DO NOTHING";

    private final ForgivingDatabase database;
    private final Clock clock;
    private final Function<Repository, Optional<Repository>> reserved;
    private final Function<String, Optional<Map<Repository, Repository>>> told;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /**
     * @param reserved the source for which a repository at the target is reserved
     * @param told owners by what else is known of a namespace, {@code registry/namespace}; asked once where a database
     *     knows nothing of it; empty for a namespace of which there is nothing to know
     */
    TargetOwners(
            ForgivingDatabase database,
            Clock clock,
            Function<Repository, Optional<Repository>> reserved,
            Function<String, Optional<Map<Repository, Repository>>> told) {
        this.database = database;
        this.clock = clock;
        this.reserved = reserved;
        this.told = told;
    }

    TargetOwners with(Function<Repository, Optional<Repository>> names) {
        return new TargetOwners(database, clock, names, told);
    }

    TargetOwners restoredFrom(Function<String, Optional<Map<Repository, Repository>>> answers) {
        return new TargetOwners(database, clock, reserved, answers);
    }

    Optional<Repository> owner(Repository target) {
        return reserved.apply(target).or(() -> find(target));
    }

    private Optional<Repository> find(Repository target) {
        return database.decide(
                "look whose a name is",
                Optional.empty(),
                connection -> Sql.first(
                        connection,
                        "SELECT source FROM target_owner WHERE target = ?",
                        row -> repository(row.getString(1)),
                        target.toString()));
    }

    boolean decides() {
        return database.decide("look whose names are", false, connection -> true);
    }

    /** One statement decides, whichever process asks: whoever is not the first is told who was. */
    Optional<Repository> claim(Repository target, Repository source) {
        return reserved.apply(target)
                .or(() -> database.decide(
                        "give a name",
                        Optional.empty(),
                        connection -> Sql.first(
                                connection,
                                "INSERT INTO target_owner (target, source, since) VALUES (?, ?, ?)"
                                        + " ON CONFLICT (target) DO UPDATE SET source = target_owner.source"
                                        + " RETURNING source",
                                row -> repository(row.getString(1)),
                                target.toString(),
                                source.upstream().toString(),
                                clock.millis())));
    }

    /** One at a time: the others need what the first finds. */
    synchronized void restore(Repository target) {
        String namespace = target.namespace().isEmpty() ? target.host() : target.host() + "/" + target.namespace();
        if (known.contains(namespace) || !decides()) {
            return;
        }
        if (isKnown(namespace)) {
            known.add(namespace);
            return;
        }
        told.apply(namespace)
                .filter(owners -> database.decide(
                        "remember whose names are", false, connection -> put(connection, namespace, owners)))
                .ifPresent(kept -> known.add(namespace));
    }

    private boolean isKnown(String namespace) {
        return database.first(
                        "look whether names are known",
                        "SELECT 1 FROM known_namespace WHERE namespace = ?",
                        row -> true,
                        namespace)
                .isPresent();
    }

    /** What has an owner by now keeps it. */
    private boolean put(Connection connection, String namespace, Map<Repository, Repository> owners)
            throws SQLException {
        Instant now = clock.instant();
        Sql.batch(
                connection,
                "INSERT INTO target_owner (target, source, since) VALUES (?, ?, ?) ON CONFLICT (target) DO NOTHING",
                owners.entrySet(),
                owner -> new Object[] {
                    owner.getKey().toString(), owner.getValue().upstream().toString(), now.toEpochMilli()
                });
        Sql.update(connection, NAMESPACE_KNOWN, namespace);
        return true;
    }

    /** The reader of image names reads repositories, too. */
    private static Repository repository(String text) {
        return ImageReference.parse(text).repository();
    }
}
