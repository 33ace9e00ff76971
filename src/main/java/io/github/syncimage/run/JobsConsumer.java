package io.github.syncimage.run;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.github.syncimage.store.run.Beat;
import io.github.syncimage.store.run.Job;
import io.github.syncimage.store.run.JobTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a queue, as many jobs at once as there are workers. Which daemon has which job is db-scheduler's affair; what
 * becomes of one is told to the table here, so that a database that is away for a while makes nothing be done twice.
 */
final class JobsConsumer extends DefaultConsumer implements Suspendable {
    private static final Logger LOG = LoggerFactory.getLogger(JobsConsumer.class);

    private static final Duration POLL = Duration.ofSeconds(1);
    /** What still runs when the routes have been waited for does not end by waiting longer. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);
    /** db-scheduler deletes what it knows no task for: another team's. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    private final JobsEndpoint queue;
    private final Set<String> inWork = ConcurrentHashMap.newKeySet();
    private SharedWork work;
    private Thread starter;
    private ScheduledExecutorService looker;
    private boolean able = true;
    private volatile Scheduler scheduler;
    private volatile boolean stopped;

    JobsConsumer(JobsEndpoint queue, Processor processor) {
        super(queue, processor);
        this.queue = queue;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        work = queue.work();
        stopped = false;
        if (work.works()) {
            startOnceJoined();
        }
    }

    /** The database may come up after the daemon. */
    private void startOnceJoined() {
        starter = new Thread(
                () -> {
                    try {
                        work.membership().awaitJoined();
                        work.jobs().forgetTeamsThatAreGone();
                        begin();
                    } catch (SQLException away) {
                        LOG.debug("nothing is forgotten: {}", away.getMessage());
                        begin();
                    } catch (InterruptedException e) {
                        LOG.debug("stopped before the database was there");
                    }
                },
                "jobs-" + queue.name());
        starter.setDaemon(true);
        starter.start();
    }

    private synchronized void begin() {
        if (stopped || isSuspendingOrSuspended()) {
            return;
        }
        Beat beat = work.membership().beat();
        scheduler = Scheduler.create(work.database(), task())
                .schedulerName(new SchedulerName.Fixed(work.membership().self().name()))
                .clock(work.membership()::now)
                .serializer(new TextSerializer())
                .jdbcCustomization(new OneQueue(work.jobs().task(queue.name())))
                .executorService(new Workers())
                .threads(queue.workers())
                // No more than are worked on: what is picked in advance nobody else can have.
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(POLL)
                .heartbeatInterval(beat.every())
                .missedHeartbeatsLimit((int) beat.dead().dividedBy(beat.every()))
                .deleteUnresolvedAfter(NEVER)
                .shutdownMaxWait(LAST_MOMENT)
                .failureLogging(LogLevel.DEBUG, true)
                .build();
        scheduler.start();
        looker = queue.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, "able-" + queue.name());
        looker.scheduleWithFixedDelay(this::lookWhetherAble, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
        queue.jobs().reads(queue.name(), scheduler::triggerCheckForDueExecutions);
    }

    private void lookWhetherAble() {
        boolean now = work.ability().now();
        synchronized (this) {
            if (scheduler == null || isSuspendingOrSuspended() || now == able) {
                return;
            }
            able = now;
            if (now) {
                LOG.info("jobs:{} is read again", queue.name());
                scheduler.resume();
                scheduler.triggerCheckForDueExecutions();
            } else {
                LOG.warn(
                        "jobs:{} is left to other daemons: this one does not reach what it needs for it", queue.name());
                scheduler.pause();
            }
        }
    }

    /** Each asks for the next job as soon as it has done one; db-scheduler would wait for its next look. */
    private final class Workers extends ThreadPoolExecutor {
        Workers() {
            super(
                    queue.workers(),
                    queue.workers(),
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    new CamelThreadFactory(
                            queue.getCamelContext().getExecutorServiceManager().getThreadNamePattern(),
                            queue.getEndpointUri(),
                            true));
        }

        @Override
        protected void afterExecute(Runnable job, Throwable thrown) {
            lookSoon();
        }
    }

    /** Unless it was stopped: what did not end in time then ends later. */
    private void lookSoon() {
        Scheduler reading = scheduler;
        if (reading != null) {
            reading.triggerCheckForDueExecutions();
        }
    }

    private Task<String> task() {
        return Tasks.custom(work.jobs().task(queue.name()), String.class)
                .onDeadExecution((dead, operations) -> revive(job(dead.getExecution())))
                .execute((instance, context) -> {
                    run(job(context.getExecution()), instance.getData());
                    return done();
                });
    }

    /** The table knows what has become of it by then. */
    private static CompletionHandler<String> done() {
        return (complete, operations) -> {};
    }

    private static Job job(Execution execution) {
        return new Job(
                execution.taskInstance.getTaskName(),
                execution.taskInstance.getId(),
                execution.pickedBy,
                execution.version);
    }

    private void revive(Job job) {
        if (!work.membership().judges()) {
            return;
        }
        try {
            if (work.jobs().revive(job, work.membership().beat().dead())) {
                LOG.warn("{} is taken over: the daemon that had it gives no sign any more", job.key());
                lookSoon();
            }
        } catch (SQLException away) {
            LOG.debug("{} stays where it is: {}", job.key(), away.getMessage());
        }
    }

    private void run(Job job, String body) {
        // A database that has forgotten that it was picked here gives it out again: whoever has it goes on.
        if (!inWork.add(job.key())) {
            return;
        }
        try {
            runAlone(job, body);
        } finally {
            inWork.remove(job.key());
        }
    }

    private void runAlone(Job job, String body) {
        JobLease lease = new JobLease(job, work.jobs(), () -> stopped);
        JobLease.End end;
        try {
            Optional<Integer> deaths = work.jobs().deaths(job);
            end = deaths.isEmpty() ? (table, lost) -> {} : process(lease, job, body, deaths.get());
        } catch (SQLException away) {
            end = JobTable::giveBack;
        }
        lease.end(end);
    }

    private JobLease.End process(JobLease lease, Job job, String body, int deaths) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader(JobsComponent.KEY, job.key());
        exchange.getMessage().setHeader(JobsComponent.DEATHS, deaths);
        work.leases().hold(job.key(), lease);
        try {
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        } finally {
            work.leases().end(job.key(), lease);
        }
        Exception failure = exchange.getException();
        releaseExchange(exchange, false);
        if (failure != null) {
            getExceptionHandler().handleException("jobs:" + queue.name() + ", " + job.key(), failure);
        }
        return failure != null ? JobTable::again : isBrokenOff() ? JobTable::giveBack : JobsConsumer::end;
    }

    /** What comes to an end now may have been broken off; whoever gets it sees whether there is something left to do. */
    private boolean isBrokenOff() {
        return stopped || queue.getCamelContext().isStopping();
    }

    private static void end(JobTable table, Job job) throws SQLException {
        if (!table.remove(job)) {
            table.notDead(job);
        }
    }

    @Override
    protected synchronized void doSuspend() throws Exception {
        if (scheduler != null) {
            scheduler.pause();
        }
        super.doSuspend();
    }

    @Override
    protected synchronized void doResume() throws Exception {
        super.doResume();
        if (scheduler != null) {
            able = true;
            scheduler.resume();
        } else if (work.works()) {
            startOnceJoined();
        }
    }

    @Override
    protected void doStop() throws Exception {
        stopped = true;
        if (starter != null) {
            starter.interrupt();
        }
        synchronized (this) {
            if (scheduler != null) {
                queue.getCamelContext().getExecutorServiceManager().shutdownNow(looker);
                queue.jobs().reads(queue.name(), () -> {});
                scheduler.stop();
                giveBackAll();
                scheduler = null;
            }
        }
        super.doStop();
    }

    private void giveBackAll() {
        try {
            int back = work.jobs()
                    .giveBackAll(queue.name(), work.membership().self().name());
            if (back > 0) {
                LOG.info("{} of jobs:{} handed back to other daemons", back, queue.name());
            }
        } catch (SQLException away) {
            LOG.warn("what this daemon had in work is taken over once it counts as dead: {}", away.getMessage());
        }
    }
}
