package io.github.syncimage.cli.output;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command that has a line for each result gives them out. */
public final class ResultOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--json", description = "Print results as JSON, a line each.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write the results to a file, as JSON, a line each.")
    private Path report;

    public boolean json() {
        return json;
    }

    /** The file that {@code --report} names, or one that takes everything and is none. */
    public ReportFile openReport() {
        return ReportFile.open(report, spec.commandLine());
    }
}
