package io.github.syncimage.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that share a PostgreSQL and have nothing to do. */
class IdleDaemonsIT {
    @TempDir
    private Path folder;

    @Test
    void askLittleOfTheDatabaseWhileThereIsNothingToDo() throws Exception {
        try (Fleet fleet = new Fleet(folder)) {
            fleet.logStatements();
            Daemon one = fleet.start("one", "github.poll_interval=30s");
            Daemon two = fleet.start("two", "github.poll_interval=30s");
            one.awaitReady();
            two.awaitReady();
            List<String> start = statementsUntil(fleet, 4);

            List<String> all = statementsUntil(fleet, 12);
            List<String> statements = all.subList(start.size(), all.size());
            assertThat((long) statements.size())
                    .as("three a second: %s", statements)
                    .isLessThanOrEqualTo(signs(statements) * 2 * 3);
        }
    }

    /** The clock is their own: each gives a sign every two seconds. */
    private static List<String> statementsUntil(Fleet fleet, int signs) throws SQLException {
        await().pollInterval(Duration.ofSeconds(1)).until(() -> signs(fleet.statements()) >= signs);
        return fleet.statements();
    }

    private static long signs(List<String> statements) {
        return statements.stream()
                .filter(statement -> statement.startsWith("WITH sign "))
                .count();
    }
}
