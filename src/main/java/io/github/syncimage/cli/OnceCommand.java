package io.github.syncimage.cli;

import io.github.syncimage.flow.Flow;
import io.github.syncimage.flow.answer.OutcomeCounters;
import io.github.syncimage.flow.answer.OutcomeCounters.Result;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * One round, for GitHub Actions and cron. The exit code agrees with the labels: 1 where an issue got {@code failed} (a
 * refused one too) or has to wait, or GitHub kept it from its end; 0 where all got {@code success} or none was open.
 */
@Command(
        name = "once",
        description = "Handle every open request, then exit: 0 where all went well, 1 where a request failed, was "
                + "refused or has to wait, or GitHub could not be used.")
final class OnceCommand extends Subcommand {
    @Option(
            names = "--only-failures",
            description = "Exit with 1 only where a request failed or GitHub could not be used; not where one was "
                    + "refused or has to wait.")
    private boolean onlyFailures;

    @Override
    public Integer call() throws InterruptedException {
        OutcomeCounters counters;
        try (Flow flow = RunCommand.beans(options).once()) {
            counters = flow.parts().counters();
            RunCommand.start(flow);
            // A signal lets it stop as the daemon does; the exit code is the JVM's then, since not all was handled.
            Runtime.getRuntime().addShutdownHook(new Thread(flow::close, "stop"));
            flow.awaitDone();
        }
        report(counters);
        return (onlyFailures ? counters.noneFailed() : counters.allWell()) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void report(OutcomeCounters counters) {
        out().printf(
                        "mirrored %d, already present %d, refused %d, failed %d, waiting %d%n",
                        counters.count(Result.MIRRORED),
                        counters.count(Result.ALREADY_PRESENT),
                        counters.count(Result.REFUSED),
                        counters.count(Result.FAILED),
                        counters.count(Result.WAITING));
    }
}
