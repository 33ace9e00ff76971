package io.github.syncimage.run;

import io.github.syncimage.concurrent.Lease;
import io.github.syncimage.store.run.Job;
import io.github.syncimage.store.run.JobTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job in work: this daemon's for as long as the table says so. */
final class JobLease implements Lease {
    private static final Logger LOG = LoggerFactory.getLogger(JobLease.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** A result waits so long for a database that is away. After that the work is done again, once it is back. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Job job;
    private final JobTable table;
    private final BooleanSupplier stopped;

    /** @param stopped whether the daemon waits for nothing any more */
    JobLease(Job job, JobTable table, BooleanSupplier stopped) {
        this.job = job;
        this.table = table;
        this.stopped = stopped;
    }

    private interface Question<T> {
        T put() throws SQLException;
    }

    @Override
    public boolean stillOurs() throws InterruptedException {
        return ask(() -> table.deaths(job).isPresent(), false);
    }

    /** What the table says, as soon as it can be asked. */
    private <T> T ask(Question<T> question, T otherwise) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return question.put();
            } catch (SQLException away) {
                if (stopped.getAsBoolean() || System.nanoTime() > end) {
                    LOG.warn("{} is given up: whose it is cannot be found out: {}", job.key(), away.getMessage());
                    return otherwise;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /** Tells the table what became of the job. */
    void end(End end) {
        try {
            ask(
                    () -> {
                        end.of(table, job);
                        return null;
                    },
                    null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    interface End {
        void of(JobTable table, Job job) throws SQLException;
    }
}
