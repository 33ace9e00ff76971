package io.github.syncimage.store.run;

import io.github.syncimage.store.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The doors that this process has to do with; at each beat one question for all of them. */
final class Doors implements Link.Beaten {
    private static final String NEWS = "SELECT " + Door.Seen.COLUMNS + ", scope, name, part FROM door"
            + " WHERE closed_until > now() OR told_at > now() - interval '1 hour'";

    private record Key(String scope, String name, String part) {}

    private record News(Key key, Door.Seen seen) {}

    private final Link link;
    private final Map<Key, Door> known = new ConcurrentHashMap<>();

    Doors(Link link) {
        this.link = link;
        link.onBeat(this);
    }

    Door of(String scope, String name, String part) {
        return known.computeIfAbsent(new Key(scope, name, part), key -> new Door(link, scope, name, part));
    }

    @Override
    public void on(Connection connection) throws SQLException {
        for (Door door : known.values()) {
            door.tellAll(connection);
        }
        List<News> news = Sql.query(
                connection,
                NEWS,
                row -> new News(new Key(row.getString(6), row.getString(7), row.getString(8)), Door.Seen.read(row)));
        news.forEach(one -> Optional.ofNullable(known.get(one.key())).ifPresent(door -> door.take(one.seen())));
    }
}
